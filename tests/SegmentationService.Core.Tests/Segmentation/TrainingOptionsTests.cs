using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the ranges of the options: each value outside is refused with its name and what is allowed.</summary>
public sealed class TrainingOptionsTests
{
    public static TheoryData<string, TrainingOptions, string> Refused => new()
    {
        { "clusters", new TrainingOptions { Clusters = 0 }, "1 to 10000" },
        { "clusters", new TrainingOptions { Clusters = 10_001 }, "1 to 10000" },
        { "minClusters", new TrainingOptions { MinClusters = 0 }, "1 to 10000" },
        { "maxClusters", new TrainingOptions { MaxClusters = 10_001 }, "1 to 10000" },
        { "minClusters", new TrainingOptions { MinClusters = 5, MaxClusters = 4 }, "must not be the larger" },
        { "maxClusters", new TrainingOptions { MinClusters = 2, MaxClusters = 102 }, "at most 100" },
        { "restarts", new TrainingOptions { Restarts = 0 }, "1 to 1000" },
        { "restarts", new TrainingOptions { Restarts = 1_001 }, "1 to 1000" },
        { "seed", new TrainingOptions { Seed = -1 }, "0 to 9007199254740991" },
        { "seed", new TrainingOptions { Seed = 1L << 53 }, "0 to 9007199254740991" },
        { "minShare", new TrainingOptions { MinShare = -0.01 }, "0 to 0.5" },
        { "minShare", new TrainingOptions { MinShare = 0.51 }, "0 to 0.5" },
        { "minShare", new TrainingOptions { MinShare = double.NaN }, "0 to 0.5" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Check_OutsideTheRange_ThrowsWithNameAndRange(string name, TrainingOptions options, string range)
    {
        var refused = Assert.Throws<InvalidOptionsException>(options.Check);

        Assert.Equal(name, refused.Name);
        Assert.Contains(range, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_AtTheLimits_Passes()
    {
        new TrainingOptions().Check();
        new TrainingOptions { Clusters = 10_000, Restarts = 1_000, Seed = (1L << 53) - 1, MinShare = 0.5 }.Check();
        new TrainingOptions { MinClusters = 1, MaxClusters = 100, Restarts = 1, Seed = 0, MinShare = 0 }.Check();
    }
}
