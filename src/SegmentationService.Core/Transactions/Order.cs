using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>
/// One purchase of one customer: what its lines come to. What only the whole log tells, how dates and numbers are read and whether an amount is that of
/// the line or of the order, is kept in every reading until then.
/// </summary>
internal struct Order
{
    /// <summary>The earliest line, days first; the latest of all moments where no line has a date.</summary>
    public long FirstByDay;

    /// <summary>The latest line, days first; 0 where no line has a date.</summary>
    public long LastByDay;

    /// <summary>The earliest line, months first.</summary>
    public long FirstByMonth;

    /// <summary>The latest line, months first.</summary>
    public long LastByMonth;

    /// <summary>The money with a decimal point, in the units of <see cref="Money"/>.</summary>
    public Int128 Amount;

    /// <summary>The money with a decimal comma.</summary>
    public Int128 CommaAmount;

    /// <summary>The money that each of its lines has; NaN where they differ.</summary>
    public double Each;

    /// <summary>The quantity that each of its lines has; NaN where they differ.</summary>
    public double EachQuantity;

    /// <summary>The first of its lines.</summary>
    public long FirstLine;

    /// <summary>The lines.</summary>
    public int Lines;

    /// <summary>Those without money of their own: it stands on another line of the purchase.</summary>
    public int Moneyless;

    /// <summary>Those without a date of their own.</summary>
    public int Undated;

    /// <summary>Those whose amount is their quantity times their price.</summary>
    public int Products;

    /// <summary>Whether any line has a date.</summary>
    public readonly bool IsDated => Undated < Lines;

    /// <summary>The lines with money.</summary>
    public readonly int MoneyLines => Lines - Moneyless;

    /// <summary>A purchase of one line.</summary>
    /// <param name="date">Its date; unreadable where it has none of its own.</param>
    /// <param name="money">Its money; null where it has none of its own.</param>
    /// <param name="line">Its number.</param>
    public static Order Of(WrittenDate date, in LineMoney? money, long line)
    {
        var order = new Order
        {
            FirstByDay = date.DayFirst,
            LastByDay = date.DayFirst,
            FirstByMonth = date.MonthFirst,
            LastByMonth = date.MonthFirst,
            Lines = 1,
            FirstLine = line,
        };
        if (!date.IsReadable) order.RemoveDates();
        if (money is { } known)
        {
            (order.Amount, order.CommaAmount, order.Each, order.EachQuantity) = (known.WithPoint, known.WithComma, known.Each, known.Quantity);
            order.Products = known.IsProduct ? 1 : 0;
        }
        else order.Moneyless = 1;

        return order;
    }

    /// <summary>Makes it no purchase: it has no lines then.</summary>
    public void LeaveOut() => this = default;

    /// <summary>Takes the amount, which is the same on all of its lines, once. Lines that differ are added up.</summary>
    public void CountAmountOnce()
    {
        if (MoneyLines > 1 && !double.IsNaN(Each)) Amount = CommaAmount = Amount / MoneyLines;
    }

    /// <summary>Makes its lines ones without money.</summary>
    public void RemoveMoney()
    {
        (Amount, CommaAmount, Products) = (0, 0, 0);
        Moneyless = Lines;
    }

    /// <summary>Makes its lines ones without a date.</summary>
    public void RemoveDates()
    {
        FirstByDay = FirstByMonth = long.MaxValue;
        LastByDay = LastByMonth = 0;
        Undated = Lines;
    }

    /// <summary>Decides how its dates and its money are read: then both readings are the same.</summary>
    public void Settle(bool monthFirst, bool decimalComma)
    {
        if (monthFirst) (FirstByDay, LastByDay) = (FirstByMonth, LastByMonth);
        else (FirstByMonth, LastByMonth) = (FirstByDay, LastByDay);
        if (decimalComma) Amount = CommaAmount;
        else CommaAmount = Amount;
    }

    /// <summary>Adds lines of the same purchase.</summary>
    public void Add(in Order lines)
    {
        // A line that is a date in one reading only has 0 in the other; then that other reading is refused as a whole.
        FirstByDay = Math.Min(FirstByDay, lines.FirstByDay);
        LastByDay = Math.Max(LastByDay, lines.LastByDay);
        FirstByMonth = Math.Min(FirstByMonth, lines.FirstByMonth);
        LastByMonth = Math.Max(LastByMonth, lines.LastByMonth);
        if (MoneyLines == 0) (Each, EachQuantity) = (lines.Each, lines.EachQuantity);
        else if (lines.MoneyLines > 0)
        {
            if (lines.Each != Each) Each = double.NaN;
            if (lines.EachQuantity != EachQuantity) EachQuantity = double.NaN;
        }

        Amount += lines.Amount;
        CommaAmount += lines.CommaAmount;
        FirstLine = Math.Min(FirstLine, lines.FirstLine);
        Lines += lines.Lines;
        Moneyless += lines.Moneyless;
        Undated += lines.Undated;
        Products += lines.Products;
    }
}
