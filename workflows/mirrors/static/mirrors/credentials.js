// Shows the credentials that fit the storage URL. Without it, all of them are shown.
const url = document.querySelector("[name=storage_url]");
const fields = [...document.querySelectorAll("[data-storages]")];

function fit() {
  const scheme = url.value.trim().split(":")[0];
  for (const field of fields) {
    field.closest("li").hidden = !field.dataset.storages.split(" ").includes(scheme);
  }
}

if (url) {
  url.addEventListener("input", fit);
  fit();
}
