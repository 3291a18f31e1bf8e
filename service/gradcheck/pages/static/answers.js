// Shows in a form what the service answered: an estimate, or each fault at the field whose place it is about.
"use strict";
window.gradcheckAnswers = (() => {
  const { about } = window.gradcheckRequests;

  function clear(form) {
    for (const fault of form.querySelectorAll(".fault")) fault.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      if (field.dataset.described === undefined) field.removeAttribute("aria-describedby");
      else field.setAttribute("aria-describedby", field.dataset.described);
    }
  }

  const longest = (field) => Math.max(...about(field).map((own) => own.length));
  const holds = (own, path) => path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`);

  // What has no field is said above the buttons.
  function faults(form, error) {
    const fields = [...form.querySelectorAll("[data-path], [data-about]")].filter((field) => !field.closest("[hidden]"));
    const rest = [];
    let first = null;
    for (const { path, message } of error.errors?.length ? error.errors : [{ path: "", message: error.message }]) {
      const field = fields
        .filter((each) => path && about(each).some((own) => holds(own, path)))
        .sort((a, b) => longest(b) - longest(a))[0];
      if (field) said(field, message);
      else rest.push(path ? `${path}: ${message}` : message);
      first ??= field;
    }
    if (rest.length) {
      const note = element("p", rest.join("; "));
      note.className = "fault note bad";
      note.setAttribute("role", "alert");
      form.querySelector(".answer").before(note);
    }
    first?.focus();
  }

  function said(field, message) {
    const note = element("p", message);
    note.className = "fault";
    note.id = `fault-${field.id}`;
    if (field.hasAttribute("aria-describedby")) field.dataset.described ??= field.getAttribute("aria-describedby");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [note.id, field.dataset.described].filter(Boolean).join(" "));
    field.closest("details")?.setAttribute("open", "");
    if (field.dataset.list) field.before(note);
    else (field.closest("label") ?? field).after(note);
  }

  function element(kind, ...within) {
    const made = document.createElement(kind);
    made.append(...within);
    return made;
  }

  const words = (name) => name.replaceAll("_", " ");
  const shown = (value) => {
    if (typeof value === "number") return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
    if (typeof value === "boolean") return value ? "yes" : "no";
    return String(value ?? "–");
  };

  // Figures of an estimate in a list, rows of it as tables.
  function answered(form, told) {
    const list = element("dl");
    list.className = "facts";
    const tables = [];
    for (const [name, value] of lines(told)) {
      if (Array.isArray(value)) tables.push(tableOf(name, value));
      else list.append(element("div", element("dt", words(name)), element("dd", shown(value))));
    }
    const place = form.querySelector(".answer");
    place.replaceChildren(list, ...tables);
    place.hidden = false;
    place.focus();
  }

  function* lines(value, name = "") {
    if (value === null || value === undefined || value === "") return;
    if (Array.isArray(value)) {
      if (!value.length) return;
      if (value.every((each) => typeof each !== "object")) yield [name, value.map(shown).join(" to ")];
      else yield [name, value];
    } else if (typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) yield* lines(inner, name ? `${name}: ${key}` : key);
    } else yield [name, value];
  }

  function tableOf(name, rows) {
    const columns = Object.keys(rows[0]).filter((key) => rows.some((row) => row[key] !== null && typeof row[key] !== "object"));
    const heads = columns.map((key) => Object.assign(element("th", words(key)), { scope: "col" }));
    const body = rows.map((row) => element("tr", ...columns.map((key) => element("td", shown(row[key])))));
    const table = element("table", element("caption", words(name)), element("thead", element("tr", ...heads)), element("tbody", ...body));
    const within = element("div", table);
    within.className = "scroll";
    Object.assign(within, { tabIndex: 0, role: "region", ariaLabel: words(name) });
    return within;
  }

  return { answered, clear, faults };
})();
