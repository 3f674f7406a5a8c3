// Who signs in in another window gets another token, and the forms that are open here still have the old one: each takes
// the browser's own before it sends anything. Without this file such a form comes back once, to be sent again.
"use strict";

function takeNewToken({ target }) {
  const form = target.form ?? target;
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (field && token) field.value = token;
}

for (const kind of ["input", "change", "submit"]) document.addEventListener(kind, takeNewToken, true);
