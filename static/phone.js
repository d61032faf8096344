/* The page "Pages on this phone": nothing is kept before its button is pressed. */
"use strict";
(() => {
  const keeper = navigator.serviceWorker, at = (id) => document.getElementById(id);
  if (!keeper || !window.caches) return;
  const ask = (worker, path) => new Promise((tell) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => tell(event.data);
    worker.postMessage({ path }, [port2]);
  });
  const list = async () => {
    if (!(await caches.has("pages-1"))) return;
    const pages = await caches.open("pages-1"), items = [];
    for (const { url } of await pages.keys()) {
      const path = new URL(url).pathname;
      if (/\/phone\/$/.test(path)) continue;
      const text = await (await pages.match(url)).text(), item = document.createElement("li"), link = document.createElement("a");
      link.href = path;
      link.textContent = new DOMParser().parseFromString(text, "text/html").title;
      item.append(link);
      items.push(item);
    }
    at("pages").replaceChildren(...items);
    at("held").hidden = !items.length;
    at("choice").hidden = !navigator.onLine;
  };
  const said = (id) => ["kept", "failed"].forEach((each) => { at(each).hidden = each !== id; });
  at("without").hidden = true;
  at("choice").hidden = false;
  at("keep").onclick = async () => {
    at("keep").disabled = true;
    try {
      await keeper.register("/worker.js");
      const { active } = await keeper.ready, done = [];
      for (const path of at("keep").dataset.paths.split(" ")) done.push(await ask(active, path));
      said(done.every(Boolean) ? "kept" : "failed");
    } catch {
      said("failed");
    }
    at("keep").disabled = false;
    list();
  };
  /* Browsers that do not know the header clear what they can here first. */
  at("forget").onsubmit = async (event) => {
    event.preventDefault();
    for (const name of await caches.keys()) await caches.delete(name);
    for (const one of await keeper.getRegistrations()) await one.unregister();
    HTMLFormElement.prototype.submit.call(at("forget"));
  };
  list();
})();
