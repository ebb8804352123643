namespace SegmentationService.Core.Transactions;

/// <summary>The columns of a table that was made of a log of orders.</summary>
public static class OrderColumnNames
{
    /// <summary>The id.</summary>
    public const string Customer = "customer_id";

    /// <summary>Whole days since the last purchase.</summary>
    public const string Recency = "recency_days";

    /// <summary>The number of purchases.</summary>
    public const string Frequency = "frequency";

    /// <summary>The money of all purchases.</summary>
    public const string Monetary = "monetary";

    /// <summary>Whole days since the first purchase.</summary>
    public const string Tenure = "tenure_days";

    /// <summary>Those that were computed.</summary>
    public static readonly IReadOnlyList<string> Computed = [Recency, Frequency, Monetary, Tenure];
}
