// As much of CSV as the pages need.

/** The header and the rows of one segment from the CSV of training customers, whose second cell is the segment. */
export function rowsOfSegment(text, segment) {
  const kept = [];
  let start = 0;
  let quoted = false;
  let cell = 0;
  let second = 0;
  let first = true;
  for (let i = 0; i <= text.length; i++) {
    const letter = text[i];
    if (letter === '"') quoted = !quoted;
    if (quoted && i < text.length) continue;
    if (letter === ',') {
      if (cell === 0) second = i + 1;
      else if (cell === 1 && !first && text.slice(second, i) !== segment) second = -1;
      cell++;
    } else if (letter === '\n' || i === text.length) {
      if (i > start && (first || second >= 0)) kept.push(text.slice(start, i + 1));
      first = false;
      start = i + 1;
      cell = 0;
      second = 0;
    }
  }

  return kept.join('');
}

/** The rows of the CSV in a blob, as lists of cells, read in parts so that it may be large. Quotes within cells are dropped. */
export async function* records(blob) {
  const reader = blob.stream().pipeThrough(new TextDecoderStream()).getReader();
  let [cells, cell, quoted] = [[], '', false];
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    for (const letter of part.value) {
      if (letter === '"') quoted = !quoted;
      else if (quoted || (letter !== ',' && letter !== '\n')) cell += letter;
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
