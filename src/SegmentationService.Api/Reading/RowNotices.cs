using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Counts what was lenient about the rows of a body, so that it can be said of all of them at once. Rows may be counted side by side.</summary>
/// <param name="unit">What the places of rows are called.</param>
internal sealed class RowNotices(RowUnit unit)
{
    private readonly Tally _empty = new();
    private readonly Tally _short = new();
    private readonly Tally _quotes = new();
    private readonly Tally _totals = new();
    private readonly Tally _remarks = new();
    private readonly Tally _leftOut = new();

    /// <summary>A row of nothing but separators, which is left out.</summary>
    public void AddEmpty(long line) => _empty.Add(line);

    /// <summary>A row that lacks cells at its end.</summary>
    public void AddShort(long line) => _short.Add(line);

    /// <summary>A row with a quote that is a character of its cell.</summary>
    public void AddQuote(long line) => _quotes.Add(line);

    /// <summary>A row of sums below the data, which is left out.</summary>
    public void AddTotal(long line) => _totals.Add(line);

    /// <summary>A remark below the data, which is left out.</summary>
    public void AddRemark(long line) => _remarks.Add(line);

    /// <summary>A row that the caller wants left out.</summary>
    public void AddLeftOut(long line) => _leftOut.Add(line);

    /// <summary>What to say. Call it when all rows have been read.</summary>
    public IEnumerable<Notice> Notices()
    {
        if (_leftOut.Count > 0)
            yield return new Notice("lines_left_out", null, $"{Of(_leftOut)} {Verb(_leftOut, "is", "are")} left out, as was asked.");
        if (Places(_empty) is { } empty)
            yield return new Notice("empty_rows", null, $"{empty} no value in any cell; {Verb(_empty, "it is", "they are")} left out before anything is counted.");
        if (Places(_short) is { } lacking)
            yield return new Notice("cells_missing_at_end", null, $"{lacking} fewer cells than the header; the cells that lack at the end are taken as empty.");
        if (Places(_quotes) is { } quotes)
            yield return new Notice("quotes_inside_cells", null, $"{quotes} a quote inside a cell that is not written as a quoted one; it is read as a character of the cell.");
        if (_totals.Count > 0)
            yield return new Notice("total_row", null, $"{Capital(unit.Name(_totals.Count))} {Listed(_totals)} below the data {Verb(_totals, "is a total", "are totals")} of the others by {Verb(_totals, "its", "their")} label and left out.");
        if (_remarks.Count > 0)
            yield return new Notice("lines_below_data", null, $"{Capital(unit.Name(_remarks.Count))} {Listed(_remarks)} below the data {Verb(_remarks, "is a remark", "are remarks")} and left out.");
    }

    private string? Places(Tally tally) => tally.Count == 0 ? null : $"{Of(tally)} {Verb(tally, "has", "have")}";

    private string Of(Tally tally) => tally.Count == 1 ? Capital(unit.Place(tally.First)) : $"{tally.Count} {unit.Name(tally.Count)}, the first is {unit.Place(tally.First)},";

    private static string Verb(Tally tally, string one, string many) => tally.Count == 1 ? one : many;

    private static string Listed(Tally tally) => tally.Count == 1 ? $"{tally.First}" : $"{tally.First} to {tally.Last}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>How many rows there are of a kind, and which is the first.</summary>
    private sealed class Tally
    {
        private readonly Lock _lock = new();

        public long Count { get; private set; }

        public long First { get; private set; } = long.MaxValue;

        public long Last { get; private set; }

        public void Add(long line)
        {
            lock (_lock)
            {
                Count++;
                First = Math.Min(First, line);
                Last = Math.Max(Last, line);
            }
        }
    }
}
