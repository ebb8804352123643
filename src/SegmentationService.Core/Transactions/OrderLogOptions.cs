using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>How a log of orders is read.</summary>
public sealed record OrderLogOptions
{
    /// <summary>The columns that the caller named; those that are null are detected.</summary>
    public OrderParts Parts { get; init; } = new();

    /// <summary>
    /// The moment that recency and tenure count from; purchases after it are left out. Null takes one day after the latest date of the log, or, if
    /// that is later, that of <see cref="Learned"/>.
    /// </summary>
    public DateTime? AsOf { get; init; }

    /// <summary>Whether a log without <see cref="AsOf"/> counts until one day after its own latest date, however late <see cref="Learned"/> counted: as a training does.</summary>
    public bool IsOfItsOwnTime { get; init; }

    /// <summary><c>day-first</c>, <c>month-first</c>, <c>unix</c> and its like, <c>excel</c> or a pattern; null lets the column decide.</summary>
    public string? DateFormat { get; init; }

    /// <summary>The values of the status that count; null leaves out those that mean no purchase, an empty list nothing.</summary>
    public IReadOnlyList<string>? CountStatus { get; init; }

    /// <summary>The ids that stand for all customers who are not known, and are left out; null finds them, an empty list has none.</summary>
    public IReadOnlyList<string>? Guests { get; init; }

    /// <summary>Whether the amount is that of the line or of its order; null lets the log decide.</summary>
    public AmountPer? AmountPer { get; init; }

    /// <summary>The decimal sign where the numbers can be read either way.</summary>
    public DecimalSign Decimal { get; init; }

    /// <summary>The log that the model was trained on, whose way of reading is taken; where the dates contradict it the log is refused; null when there is none.</summary>
    public OrderOrigin? Learned { get; init; }

    /// <summary>The most purchases; each takes about 170 bytes.</summary>
    public int MaxOrders { get; init; } = 20_000_000;

    /// <summary>The most customers.</summary>
    public int MaxCustomers { get; init; } = 20_000_000;

    /// <summary>The most columns.</summary>
    public int MaxColumns { get; init; } = 1_000;

    /// <summary>Whether a moment can be read: ISO 8601, with or without time and zone.</summary>
    /// <param name="text">The text.</param>
    /// <param name="moment">The moment, in UTC where the text tells a zone.</param>
    public static bool TryReadMoment(string text, out DateTime moment) => DateReader.TryReadIso(text, out moment);

    /// <summary>Whether a text can be the <see cref="DateFormat"/>.</summary>
    /// <param name="format">The text.</param>
    public static bool IsDateFormat(string format) => DateReader.IsFormat(format);
}
