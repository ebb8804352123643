namespace SegmentationService.Core.Segmentation;

/// <summary>What a name may say of a segment.</summary>
/// <param name="Feature">0-based feature; -1 where it is about none.</param>
/// <param name="Direction">Where the segment lies in it. Two phrases of one feature and direction say the same, in whatever words.</param>
/// <param name="Texts">The words for it, the best first; those that follow are shorter, or say less.</param>
/// <param name="Effect">How far the segment lies from all customers, in their standard deviations.</param>
internal sealed record Phrase(int Feature, string Direction, string[] Texts, double Effect = 0)
{
    /// <summary>What it says, without regard to the words.</summary>
    public string Meaning => $"{Feature} {Direction}";
}
