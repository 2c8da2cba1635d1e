// Starts YASGUI on the endpoint beside its page. A file of its own, because no script may stand in a page.
"use strict";
window.addEventListener("DOMContentLoaded", () => {
  const endpoint = new URL("sparql", window.location.href).href;
  new window.Yasgui(document.getElementById("yasgui"), {
    persistenceId: "negotiation-kg",
    requestConfig: { endpoint },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    copyEndpointOnNewTab: false,
  });
});
