namespace SegmentationService.Core.Features;

/// <summary>Which columns become features, and how.</summary>
public sealed record PreparationOptions
{
    /// <summary>The columns to use; empty uses all that are suitable.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Columns to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Columns of text with at most <see cref="Data.CategoryColumn.MostValues"/> different values, each of which becomes a feature of 0 and 1.</summary>
    public IReadOnlyList<string> Encode { get; init; } = [];

    /// <summary>What people call columns, by the names of the columns; others are called by words made of their names.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ColumnLabels.Made.Given;

    /// <summary>Which columns play which part; null ones are detected.</summary>
    public ColumnParts Parts { get; init; } = new();

    /// <summary>The moment that dates count days until; null takes the latest of those that are used.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>How dates were read that leave open how they are meant; null where nothing was said, and each column tells.</summary>
    public string? DateFormat { get; init; }

    /// <summary>Whether the behavioural features are added where recency, frequency and monetary are known.</summary>
    public bool Derive { get; init; } = true;

    /// <summary>The most features; each value of an encoded column is one.</summary>
    public int MaxFeatures { get; init; } = 4_000;

    /// <summary>How features are transformed.</summary>
    public TransformMethod Transform { get; init; } = TransformMethod.Auto;

    /// <summary>How features are scaled.</summary>
    public ScalerMethod Scaler { get; init; } = ScalerMethod.Standard;

    /// <summary>What is done with values far outside.</summary>
    public OutlierHandling Outliers { get; init; } = OutlierHandling.Clip;
}
