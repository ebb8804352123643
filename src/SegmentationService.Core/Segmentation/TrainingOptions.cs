using SegmentationService.Core.Clustering;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Segmentation;

/// <summary>How a table becomes segments. Every value has a range, checked by <see cref="Check"/>.</summary>
public sealed record TrainingOptions
{
    /// <summary>The most segments of one model.</summary>
    public const int MostClusters = 10_000;

    /// <summary>The most numbers of segments tried in one search; each costs a full clustering.</summary>
    public const int WidestSearch = 100;

    /// <summary>The largest seed: every whole number up to it is exact in JSON.</summary>
    public const long LargestSeed = (1L << 53) - 1;

    /// <summary>A fixed number of segments; null searches <see cref="MinClusters"/> to <see cref="MaxClusters"/>.</summary>
    public int? Clusters { get; init; }

    /// <summary>The smallest number of segments tried.</summary>
    public int MinClusters { get; init; } = 2;

    /// <summary>The largest number of segments tried.</summary>
    public int MaxClusters { get; init; } = 10;

    /// <summary>How the number of segments is chosen.</summary>
    public SelectionMethod Selection { get; init; } = SelectionMethod.Auto;

    /// <summary>Which columns become features, and how.</summary>
    public PreparationOptions Preparation { get; init; } = new();

    /// <summary>The independent k-means++ starts for each number of segments: more find a poor optimum less often and take longer.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>Where random draws begin; the same table, options, seed and parent give the same model.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>A number of segments whose smallest one has less than this share of the customers is not chosen automatically.</summary>
    public double MinShare { get; init; } = 0.01;

    /// <summary>The numbers of segments that are tried.</summary>
    internal (int Min, int Max) Range => Clusters is { } fixedNumber ? (fixedNumber, fixedNumber) : (MinClusters, MaxClusters);

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidOptionsException">One is outside its range; the message names value and range.</exception>
    public void Check()
    {
        InRange("clusters", Clusters, 1, MostClusters);
        InRange("minClusters", MinClusters, 1, MostClusters);
        InRange("maxClusters", MaxClusters, 1, MostClusters);
        InRange("restarts", Restarts, 1, 1_000);
        InRange("seed", Seed, 0, LargestSeed);
        if (!(MinShare is >= 0 and <= 0.5))
            throw new InvalidOptionsException("minShare", $"minShare is {MinShare:R}; allowed is 0 to 0.5.");
        if (MinClusters > MaxClusters)
            throw new InvalidOptionsException("minClusters", $"minClusters is {MinClusters} and maxClusters is {MaxClusters}; minClusters must not be the larger one.");
        if (Clusters is null && MaxClusters - MinClusters >= WidestSearch)
            throw new InvalidOptionsException("maxClusters", $"minClusters {MinClusters} to maxClusters {MaxClusters} are {MaxClusters - MinClusters + 1} numbers of segments; one search tries at most {WidestSearch}.");
    }

    private static void InRange(string name, long? value, long min, long max)
    {
        if (value < min || value > max)
            throw new InvalidOptionsException(name, $"{name} is {value}; allowed is {min} to {max}.");
    }
}
