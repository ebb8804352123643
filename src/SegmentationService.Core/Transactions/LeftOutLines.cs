using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>Why a line of a log does not count. The first reason that holds is the one that is told.</summary>
internal enum LeftOut
{
    /// <summary>There is no customer.</summary>
    NoCustomer,

    /// <summary>The number of the invoice begins with C.</summary>
    Cancelled,

    /// <summary>Quantity, price or amount is missing or no number.</summary>
    NoNumber,

    /// <summary>The quantity is 0 or less.</summary>
    QuantityNotPositive,

    /// <summary>The price is 0 or less.</summary>
    PriceNotPositive,

    /// <summary>The amount is 0 or less.</summary>
    AmountNotPositive,

    /// <summary>The date is missing or cannot be read.</summary>
    NoDate,
}

/// <summary>Counts the lines that are left out, by reason, and keeps the numbers of the first.</summary>
internal sealed class LeftOutLines
{
    private const int MostListed = 20;

    private static readonly (string Code, string One, string Many)[] Reasons =
    [
        ("lines_without_customer", "has no customer", "have no customer"),
        ("lines_cancelled", "belongs to a cancelled invoice (its number begins with C)", "belong to cancelled invoices (their numbers begin with C)"),
        ("lines_without_number", "has no number where quantity, price or amount belongs", "have no number where quantity, price or amount belongs"),
        ("lines_quantity_not_positive", "has a quantity of zero or less", "have a quantity of zero or less"),
        ("lines_price_not_positive", "has a price of zero or less", "have a price of zero or less"),
        ("lines_amount_not_positive", "has an amount of zero or less", "have an amount of zero or less"),
        ("lines_without_date", "has no date that can be read", "have no date that can be read"),
    ];

    private readonly long[] _counts = new long[Reasons.Length];
    private readonly List<long>[] _first = [.. Reasons.Select(_ => new List<long>())];

    /// <summary>The number of lines that are left out for a reason.</summary>
    public long this[LeftOut reason] => _counts[(int)reason];

    /// <summary>Counts lines, of which the first is known.</summary>
    public void Add(LeftOut reason, long line, long count = 1)
    {
        _counts[(int)reason] += count;
        if (_first[(int)reason].Count < MostListed) _first[(int)reason].Add(line);
    }

    /// <summary>Adds those of lines that follow.</summary>
    public void Append(LeftOutLines others)
    {
        for (var reason = 0; reason < _counts.Length; reason++)
        {
            _counts[reason] += others._counts[reason];
            _first[reason].AddRange(others._first[reason].Take(MostListed - _first[reason].Count));
        }
    }

    /// <summary>A notice for each reason that occurred.</summary>
    /// <param name="unit">What the numbers of the lines count.</param>
    public IEnumerable<Notice> Notices(RowUnit unit)
    {
        for (var reason = 0; reason < _counts.Length; reason++)
        {
            if (_counts[reason] == 0) continue;
            var (code, one, many) = Reasons[reason];
            var text = _counts[reason] == 1 ? $"1 line {one} and is left out" : $"{_counts[reason]} lines {many} and are left out";
            yield return new Notice(code, null, $"{text}: {unit.Name(_counts[reason])} {string.Join(", ", _first[reason])}{(_counts[reason] > MostListed ? ", ..." : ".")}");
        }
    }
}
