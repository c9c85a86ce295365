// What Django's select2 lacks for those who hear it: the name of the field, on its box and on what opens below it.
(() => {
  const $ = window.django?.jQuery;
  const make = $?.fn.djangoAdminSelect2;
  if (!make) return;

  function nameOf(select) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    return select.getAttribute("aria-label") ?? label?.textContent.replace(/:\s*$/, "").trim() ?? "";
  }

  function name(select) {
    const box = $(select).data("select2").$selection;
    const shown = box.find(".select2-selection__rendered").removeAttr("role aria-readonly");
    const own = `${shown.attr("id")}-box`;
    box.attr({
      id: own, "aria-label": nameOf(select), "aria-labelledby": `${own} ${shown.attr("id")}`,
      "aria-controls": shown.attr("id").replace(/-container$/, "-results"),
    });
  }

  $.fn.djangoAdminSelect2 = function () {
    make.call(this);
    this.each((_, select) => name(select));
    return this;
  };

  $(document).on("select2:open", ({ target }) => {
    const { dropdown, results } = $(target).data("select2");
    dropdown.$search.attr("aria-label", nameOf(target)).trigger("focus");
    results.$results.attr("aria-label", nameOf(target));
  });
})();
