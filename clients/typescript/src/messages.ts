/** Splits a stream of server-sent events into the data of its messages. */

/** The data of each message that ends in these chunks of bytes, as soon as it has ended. */
export async function* messages(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let data: string[] = [];
  for await (const line of lines(chunks)) {
    if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    if (line === "" && data.length > 0) {
      yield data.join("\n");
      data = [];
    }
  }
}

/** The lines of a text, which end in LF, CR or both, wherever chunks are cut; what has no end is no line. */
async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    let end: RegExpExecArray | null;
    while ((end = /\r\n|\n|\r(?!$)/.exec(rest))) {
      const line = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      yield line;
    }
  }
}
