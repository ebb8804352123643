using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Drift;

/// <summary>Whether one quantity is distributed as at training.</summary>
internal abstract record DriftTestResponse
{
    private protected DriftTestResponse(DriftTest test) =>
        (Customers, ChiSquare, Degrees, P, Q, Psi, Drift) = (test.Customers, test.ChiSquare, test.Degrees, test.P, test.Q, test.Psi, test.IsDrift);

    /// <summary>The customers that were compared: those with a value.</summary>
    public long Customers { get; }

    /// <summary>The two-sample chi-square statistic of the bins, neighbouring ones joined until each expects 5 customers.</summary>
    public double ChiSquare { get; }

    /// <summary>Its degrees of freedom; 0 where too few customers leave nothing to compare.</summary>
    public int Degrees { get; }

    /// <summary>How likely so large a difference is where there is none.</summary>
    public double P { get; }

    /// <summary>The same, corrected for all tests of the answer.</summary>
    public double Q { get; }

    /// <summary>The population stability index of the same bins.</summary>
    public double Psi { get; }

    /// <summary>Whether q is below 0.01 and psi at least twice what chance makes it.</summary>
    public bool Drift { get; }
}

/// <summary>A feature; of customers with a value of their own.</summary>
internal sealed record FeatureDriftResponse : DriftTestResponse
{
    public FeatureDriftResponse(string name, IReadOnlyList<BinCountResponse> bins, DriftTest test)
        : base(test) => (Name, Bins) = (name, bins);

    /// <summary>The name of the feature.</summary>
    public string Name { get; }

    /// <summary>Between the deciles of the training; fewer where values repeat.</summary>
    public IReadOnlyList<BinCountResponse> Bins { get; }
}

/// <summary>Who lacks a value of a column.</summary>
internal sealed record MissingDriftResponse : DriftTestResponse
{
    public MissingDriftResponse(string name, int training, long live, DriftTest test)
        : base(test) => (Name, Training, Live) = (name, training, live);

    /// <summary>The name of the column.</summary>
    public string Name { get; }

    /// <summary>The training customers without a value.</summary>
    public int Training { get; }

    /// <summary>The customers since without a value.</summary>
    public long Live { get; }
}

/// <summary>How many customers each segment has.</summary>
internal sealed record SegmentsDriftResponse : DriftTestResponse
{
    public SegmentsDriftResponse(IReadOnlyList<SegmentCountResponse> segments, DriftTest test)
        : base(test) => Segments = segments;

    /// <summary>The segments, in the order of the model.</summary>
    public IReadOnlyList<SegmentCountResponse> Segments { get; }
}

/// <summary>How far customers lie from the centroid of their segment.</summary>
internal sealed record DistanceDriftResponse : DriftTestResponse
{
    public DistanceDriftResponse(IReadOnlyList<BinCountResponse> bins, DriftTest test)
        : base(test) => Bins = bins;

    /// <summary>Between the deciles of the training.</summary>
    public IReadOnlyList<BinCountResponse> Bins { get; }
}

/// <summary>The customers in one bin, not joined with others.</summary>
/// <param name="UpTo">The largest value in it, in original units (a distance in the feature space); null for what lies above the last decile.</param>
/// <param name="Training">The training customers.</param>
/// <param name="Live">The customers since.</param>
internal sealed record BinCountResponse(double? UpTo, int Training, long Live);

/// <summary>The customers of one segment.</summary>
/// <param name="Id">The id of the segment.</param>
/// <param name="Training">The training customers.</param>
/// <param name="Live">The customers since.</param>
internal sealed record SegmentCountResponse(int Id, int Training, long Live);
