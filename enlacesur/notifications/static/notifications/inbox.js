// J and K go from notice to notice, Enter opens the one that has the focus, E marks it as read. Without this file the
// inbox works by Tab and Enter all the same.
"use strict";

const letters = [...document.querySelectorAll(".letter")];
const links = letters.map((letter) => letter.querySelector("a, button"));

function focusBeside(step) {
  const here = letters.findIndex((letter) => letter.contains(document.activeElement));
  const next = Math.min(Math.max(here + step, 0), links.length - 1);
  go(next);
}

function go(place) {
  const link = links[place];
  const folded = link?.closest("details");
  if (folded) folded.open = true;
  link?.focus();
}

function markAsRead() {
  const here = letters.find((letter) => letter.contains(document.activeElement));
  here?.querySelector("[data-read]")?.click();
}

const keys = { j: () => focusBeside(1), k: () => focusBeside(-1), e: markAsRead };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea");
  const action = keys[event.key.toLowerCase()];
  if (action && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    action();
  }
});

const told = document.getElementById("keys");
if (told) told.hidden = !matchMedia("(any-pointer: fine)").matches; // a phone has no keys to tell of

// What was marked as read leads back to this page: the next notice has the focus again.
const PLACE = "inbox-place";

document.addEventListener("submit", (event) => {
  const here = letters.findIndex((letter) => letter.contains(event.target));
  if (here >= 0) sessionStorage.setItem(PLACE, String(here));
});

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place !== null) go(Math.min(Number(place) + 1, links.length - 1));
