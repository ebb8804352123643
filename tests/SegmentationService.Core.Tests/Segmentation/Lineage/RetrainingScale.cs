using System.Globalization;

namespace SegmentationService.Core.Tests.Segmentation.Lineage;

/// <summary>How often each table is trained again: <c>SEGMENTATION_RETRAININGS</c> times on other customers, and as often from other seeds; few times in the suite.</summary>
internal static class RetrainingScale
{
    private const string Variable = "SEGMENTATION_RETRAININGS";

    /// <summary>Whether there are enough of them to tell 95 % from a little less.</summary>
    public static bool IsLong => Retrainings >= 10;

    public static int Retrainings { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 2;
}
