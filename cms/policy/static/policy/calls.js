/* Calls what Wagtail's inline scripts would call: see cms/policy/__init__.py.

   <template data-calls="initDateChooser" data-using='["id_hour", {…}]'></template>
   Only what is listed here can be called, whatever a page says. */
(() => {
  const FUNCTIONS = ["initDateChooser", "initTimeChooser", "initDateTimeChooser", "createTaskChooser"];
  const CLASSES = [
    "Chooser", "PageChooser", "ImageChooser", "DocumentChooser", "SnippetChooser",
    "InlinePanel", "MultipleChooserPanel",
  ];

  const call = (element) => {
    const { calls, using } = element.dataset;
    element.remove();
    if (FUNCTIONS.includes(calls)) window[calls](...JSON.parse(using));
    else if (CLASSES.includes(calls)) new window[calls](...JSON.parse(using));
  };

  const callAll = (root) => root.querySelectorAll("template[data-calls]").forEach(call);

  // The page itself: before anything that waits for DOMContentLoaded, as a script in it.
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    callAll(document);
    // What is added later: rows of a panel, forms in a dialog.
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) {
          if (node.nodeType !== Node.ELEMENT_NODE || !node.isConnected) continue;
          if (node.matches("template[data-calls]")) call(node);
          else callAll(node);
        }
      }
    }).observe(document.documentElement, { childList: true, subtree: true });
  });
})();
