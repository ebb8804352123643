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
