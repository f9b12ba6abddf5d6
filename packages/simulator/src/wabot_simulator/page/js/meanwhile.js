// News that come while an answer is under way may be newer than it: they are kept, to be taken again after it.

export class Meanwhile {
  #open = new Set();

  note(message) {
    for (const list of this.#open) list.push(message);
  }

  // Several answers may be under way at once; each gets the news of its own time.
  async during(asked) {
    const news = [];
    this.#open.add(news);
    try {
      return { answer: await asked, news };
    } finally {
      this.#open.delete(news);
    }
  }
}
