"use strict";
// A citation needs an address that holds outside of the page. The edition does not know where it lies; the browser does.
(() => {
  const absolute = (relative) => new URL(relative, location.href);
  const served = location.protocol === "http:" || location.protocol === "https:";
  const day = () => document.documentElement.dataset.on;

  const fill = () => {
    if (!served) return;
    for (const link of document.querySelectorAll("[data-address]")) {
      const address = absolute(link.getAttribute("href"));
      if (day()) address.searchParams.set("on", day());
      link.textContent = address.href;
    }
    for (const place of document.querySelectorAll("[data-address-of]")) {
      place.textContent = absolute(place.dataset.addressOf).href;
    }
  };
  // An embedded chart is as high as its picture, with room for its title and its source line.
  const measure = () => {
    const place = document.querySelector("[data-height]");
    const picture = document.querySelector(".chart-figure svg");
    if (place && picture) place.textContent = String(Math.ceil(picture.viewBox.baseVal.height) + 190);
  };
  const both = () => { fill(); measure(); };
  document.addEventListener("proverka:shown", both);
  both();
})();
