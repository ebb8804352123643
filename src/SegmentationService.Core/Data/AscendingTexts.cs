namespace SegmentationService.Core.Data;

/// <summary>
/// Whether texts ascend, which ids mostly do, the shorter ones before the longer where they are numbers: as long as each stands behind the one before, all differ, and none needs to be found again.
/// </summary>
internal sealed class AscendingTexts
{
    private bool _byBytes = true;
    private bool _byLength = true;

    /// <summary>Whether all texts so far ascended, in one of the two orders.</summary>
    public bool Holds => _byBytes || _byLength;

    /// <summary>Looks at one more text.</summary>
    /// <param name="before">The text before it.</param>
    /// <param name="text">The text.</param>
    /// <returns>Whether all ascend with it.</returns>
    public bool Add(ReadOnlySpan<byte> before, ReadOnlySpan<byte> text)
    {
        var order = before.SequenceCompareTo(text);
        _byBytes &= order < 0;
        _byLength &= before.Length == text.Length ? order < 0 : before.Length < text.Length;
        return Holds;
    }
}
