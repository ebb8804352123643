using System.Globalization;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>How long the attacks are that have a long form: <c>SEGMENTATION_ATTACK_SCALE</c> times as long as in the suite.</summary>
internal static class AttackScale
{
    private const string Variable = "SEGMENTATION_ATTACK_SCALE";

    public static int Factor { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var factor) && factor > 0 ? factor : 1;

    /// <summary>Whether the long forms are asked for.</summary>
    public static bool IsLong => Factor > 1;
}
