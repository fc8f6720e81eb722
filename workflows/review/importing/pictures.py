"""The pictures of an imported story, with their files."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.db.models.fields.files import FieldFile
from wagtail.utils.file import hash_filelike

from pages.models import Agency, NewsImage, NewsRendition
from pages.ninjs import pictures as ninjs
from pages.ninjs.pictures import Picture
from pages.ninjs.problems import BrokenItem, Problem, at


@dataclass
class PictureDesk:
    """Finds picture files in `folder`, and remembers which pictures it stored."""

    folder: Path | None
    stored: list[NewsImage] = field(default_factory=list)

    @contextmanager
    def transaction(self, *, rehearsal: bool) -> Iterator[None]:
        """Run a transaction; when it fails, the files stored in it go too.

        A rehearsal is undone in the same way, without an error.
        """
        files: list[FieldFile] = []
        try:
            with transaction.atomic():
                try:
                    yield
                finally:
                    files += self._files()
                transaction.set_rollback(rehearsal)
        except BaseException:
            _remove(files)
            raise
        if rehearsal:
            _remove(files)

    def _files(self) -> Iterator[FieldFile]:
        """Yield the files of what was stored, with the sizes that review asked for."""
        yield from (image.file for image in self.stored)
        with suppress(DatabaseError):  # a transaction that failed cannot be asked
            sizes = NewsRendition.objects.filter(image__in=self.stored)
            yield from (size.file for size in sizes)

    def take(self, pictures: tuple[Picture, ...]) -> dict[Picture, NewsImage]:
        """Return a stored picture for each that has a file here, in their order.

        Raises:
            BrokenItem: a file is no picture, or what must be said of it is missing.
        """
        files = {p: file for p in pictures if (file := self._file_of(p))}
        problems = [problem for picture in files for problem in picture.problems()]
        if problems:
            raise BrokenItem(problems)
        return {picture: self._take(picture, file) for picture, file in files.items()}

    def _file_of(self, picture: Picture) -> Path | None:
        if self.folder is None:
            return None
        for name in picture.files:
            file = (self.folder / name).resolve()
            # A link out of the folder is not a file that was given to us.
            if file.is_file() and file.is_relative_to(self.folder):
                return file
        return None

    def _take(self, picture: Picture, file: Path) -> NewsImage:
        data = _read(picture, file)
        digest = hash_filelike(BytesIO(data))
        known = NewsImage.objects.filter(file_hash=digest, **_said_of(picture))
        return known.first() or self._store(picture, file, data, digest)

    def _store(
        self, picture: Picture, file: Path, data: bytes, digest: str
    ) -> NewsImage:
        try:
            suffix = ninjs.suffix_of(
                data, max_pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
            )
        except ValueError as error:
            raise at(f"{picture.path}.renditions", f"{file.name} {error}") from error
        image = NewsImage(
            title=picture.title,
            file=ContentFile(data, name=f"{file.stem[:80]}.{suffix}"),
            file_size=len(data),
            file_hash=digest,
            agency=Agency.objects.filter(name__iexact=picture.rights_holder).first(),
            **_said_of(picture),
        )
        image.save()
        self.stored.append(image)
        return image


def _remove(files: list[FieldFile]) -> None:
    for file in files:
        file.storage.delete(str(file.name))


def _read(picture: Picture, file: Path) -> bytes:
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    path = f"{picture.path}.renditions"
    try:
        if file.stat().st_size > limit:
            raise at(path, f"{file.name} is over {limit:,} bytes. Send a smaller one.")
        return file.read_bytes()
    except OSError as error:
        problem = Problem(path, f"{file.name} cannot be read: {error.strerror}.")
        raise BrokenItem([problem]) from error


def _said_of(picture: Picture) -> dict[str, object]:
    return {
        "caption": picture.caption,
        "alt": picture.alt,
        "credit": picture.credit,
        "rights_holder": picture.rights_holder,
        "usage_terms": picture.usage_terms,
        "license_expires_at": picture.license_expires_at,
    }
