// Shows and hides questions whose condition an answer has changed, and says so.
document.addEventListener("questions-asked", ({ detail }) => {
  let appeared = 0;
  for (const card of document.querySelectorAll("[data-question]")) {
    const isAsked = detail[card.dataset.question];
    if (isAsked !== undefined && card.hidden === isAsked) {
      card.hidden = !isAsked;
      appeared += isAsked ? 1 : 0;
    }
  }
  if (appeared) {
    const announcement = document.getElementById("asked-announcement");
    const { oneMore, more } = document.getElementById("script-texts").dataset;
    announcement.textContent = appeared === 1 ? oneMore : `${more} ${appeared}`;
  }
});
