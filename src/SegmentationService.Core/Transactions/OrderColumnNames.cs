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

    /// <summary>The pieces of all purchases, where the log has no money.</summary>
    public const string Items = "items";

    /// <summary>Whole days since the first purchase.</summary>
    public const string Tenure = "tenure_days";

    /// <summary>Those that are computed; a log without money has no <see cref="Monetary"/>, and <see cref="Items"/> only where it has a quantity.</summary>
    public static readonly IReadOnlyList<string> Computed = [Recency, Frequency, Monetary, Items, Tenure];
}
