// As much of CSV as the pages need.

/** The rows of the CSV in a blob, or in anything else that has a stream, as lists of cells, read in parts so that it may be large. Quotes within cells are dropped. */
export async function* records(blob) {
  const reader = blob.stream().pipeThrough(new TextDecoderStream()).getReader();
  let [cells, cell, quoted] = [[], '', false];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const letter of part.value) {
      if (letter === '"') quoted = !quoted;
      else if (quoted || (letter !== ',' && letter !== '\n')) cell += letter === '\r' && !quoted ? '' : letter;
      else {
        cells.push(cell);
        cell = '';
        if (letter === ',') continue;
        yield cells;
        cells = [];
      }
    }
  }

  if (cell || cells.length) yield [...cells, cell];
}
