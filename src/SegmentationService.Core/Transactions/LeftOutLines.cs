using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>Why a line of a log does not count. The first reason that holds is the one that is told.</summary>
internal enum LeftOut
{
    /// <summary>There is no customer.</summary>
    NoCustomer,

    /// <summary>The invoice is a cancellation by its number, C and digits.</summary>
    Cancelled,

    /// <summary>The status, or the event, is no purchase.</summary>
    NoPurchase,

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

    /// <summary>The date is one that stands for none, or far from all others.</summary>
    FarDate,

    /// <summary>The customer stands for all that are not known.</summary>
    Guest,
}

/// <summary>Counts the lines that are left out, by reason, with their money, and keeps the numbers of the first.</summary>
internal sealed class LeftOutLines
{
    private const int MostListed = 20;

    private static readonly (string Code, string One, string Many)[] Reasons =
    [
        ("lines_without_customer", "has no customer", "have no customer"),
        ("lines_cancelled", "belongs to a cancelled invoice (C before its number)", "belong to cancelled invoices (C before their numbers)"),
        ("lines_without_purchase", "is no purchase by its status", "are no purchases by their status"),
        ("lines_without_number", "has no number where quantity, price or amount belongs", "have no number where quantity, price or amount belongs"),
        ("lines_quantity_not_positive", "has a quantity of zero or less", "have a quantity of zero or less"),
        ("lines_price_not_positive", "has a price of zero or less", "have a price of zero or less"),
        ("lines_amount_not_positive", "has an amount of zero or less", "have an amount of zero or less"),
        ("lines_without_date", "has no date that can be read", "have no date that can be read"),
        ("lines_date_far", "has a date far from all others", "have dates far from all others"),
        ("lines_of_guests", "has a customer that stands for all that are not known", "have a customer that stands for all that are not known"),
    ];

    private readonly long[] _counts = new long[Reasons.Length];
    private readonly List<long>[] _first = [.. Reasons.Select(_ => new List<long>())];
    private readonly string?[] _details = new string?[Reasons.Length];

    /// <summary>The money of all of them, as far as it is known and above zero, with a decimal point; in the units of <see cref="Money"/>.</summary>
    public Int128 Amount { get; private set; }

    /// <summary>The same with a decimal comma.</summary>
    public Int128 CommaAmount { get; private set; }

    /// <summary>The number of lines that are left out for a reason.</summary>
    public long this[LeftOut reason] => _counts[(int)reason];

    /// <summary>Counts a line.</summary>
    public void Add(LeftOut reason, long line)
    {
        _counts[(int)reason]++;
        List(reason, line);
    }

    /// <summary>Counts the lines of a purchase, of which the first is listed.</summary>
    public void Add(LeftOut reason, in Order lines)
    {
        _counts[(int)reason] += lines.Lines;
        Amount += lines.Amount;
        CommaAmount += lines.CommaAmount;
        List(reason, lines.FirstLine);
    }

    /// <summary>Says more about a reason, in sentences that follow the lines.</summary>
    public void Explain(LeftOut reason, string sentences) => _details[(int)reason] = sentences;

    /// <summary>Adds those of lines that follow.</summary>
    public void Append(LeftOutLines others)
    {
        for (var reason = 0; reason < _counts.Length; reason++)
        {
            _counts[reason] += others._counts[reason];
            foreach (var line in others._first[reason]) List((LeftOut)reason, line);
        }

        Amount += others.Amount;
        CommaAmount += others.CommaAmount;
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
            var more = _counts[reason] == _first[reason].Count ? "." : _details[reason] is null ? ", ..." : " and others.";
            yield return new Notice(code, null, $"{text}: {unit.Name(_counts[reason])} {string.Join(", ", _first[reason])}{more}{(_details[reason] is { } details ? " " + details : "")}");
        }
    }

    /// <summary>Keeps the smallest numbers, in their order: what is left out only at the end comes in any.</summary>
    private void List(LeftOut reason, long line)
    {
        var first = _first[(int)reason];
        if (first.Count == MostListed && line > first[^1]) return;
        var place = first.Count;
        while (place > 0 && first[place - 1] > line) place--;
        first.Insert(place, line);
        if (first.Count > MostListed) first.RemoveAt(MostListed);
    }
}
