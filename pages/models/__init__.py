"""Page types, their children, snippets, pictures, published documents.

base        what every public page shares: the gate, frozen revisions, the public form
home, section, article      the page types
byline, correction          a story's children; PublishedNote: what readers were told, and when
snippets    Author, Agency, Topic
references  what a revision names and is gone since: left out
picture     NewsImage and its sizes
document    PublishedDocument and Use: what is public, finished
"""

from pages.models.article import ArticlePage, RelatedStory, StoryTag
from pages.models.base import PublicPage
from pages.models.byline import Byline
from pages.models.correction import Correction, PublishedNote
from pages.models.document import PublishedDocument, Use
from pages.models.home import HomePage
from pages.models.picture import NewsImage, NewsRendition
from pages.models.section import SectionPage
from pages.models.snippets import Agency, Author, Topic

__all__ = [
    "Agency",
    "ArticlePage",
    "Author",
    "Byline",
    "Correction",
    "HomePage",
    "NewsImage",
    "NewsRendition",
    "PublicPage",
    "PublishedDocument",
    "PublishedNote",
    "RelatedStory",
    "SectionPage",
    "StoryTag",
    "Topic",
    "Use",
]
