// Shows the parameters of the method that is chosen, made from the page's templates.
// In an arm of a study what is left out is as in the run above, where that has the same method.
"use strict";
(() => {
  const above = (form) => form.querySelector("select[data-parameters]");
  const templateOf = (name) => document.getElementById(`parameters-of-${name}`);

  function made(select, name) {
    const place = select.dataset.path.replace(/method\.name$/, "");
    const html = templateOf(name).innerHTML.replaceAll('-AT"', `-${select.id}"`).replaceAll('data-path="', `data-path="${place}`);
    const within = document.getElementById(select.dataset.parameters);
    within.insertAdjacentHTML("beforeend", html);
    // In a patch null is what takes a value away.
    if (select.closest("[data-item]")) for (const box of within.querySelectorAll("[data-as=null]")) box.closest("label").remove();
    return within.lastElementChild;
  }

  function chosen(select) {
    const name = select.value || above(select.form).value;
    const within = document.getElementById(select.dataset.parameters);
    const shown = [...within.children].find((each) => each.dataset.of === name) ?? made(select, name);
    for (const each of within.children) each.hidden = each !== shown;
    return shown;
  }

  // What a field is where it is left as it comes.
  function inherited(field, from) {
    const other = from.querySelector(`[data-parameter="${field.dataset.parameter}"]`);
    if (field.dataset.as === "boxes") {
      const boxes = other.querySelectorAll("input");
      field.querySelectorAll("input").forEach((box, at) => (box.defaultChecked = boxes[at].checked));
    } else if (field.type === "checkbox") field.defaultChecked = other.checked;
    else if (field.options) field.options[0].text = other.value || other.options[0].text;
    else field.placeholder = other.value || other.placeholder;
  }

  function show(form) {
    const first = above(form);
    const base = chosen(first);
    for (const select of form.querySelectorAll("[data-item] select[data-parameters]")) {
      const shown = chosen(select);
      const from = shown.dataset.of === first.value ? base : templateOf(shown.dataset.of).content;
      for (const field of shown.querySelectorAll("[data-parameter]")) inherited(field, from);
    }
  }

  const all = () => document.querySelectorAll("form:has(select[data-parameters])").forEach(show);
  addEventListener("DOMContentLoaded", all);
  addEventListener("change", all);
  addEventListener("added", all);
})();
