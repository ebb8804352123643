namespace SegmentationService.Core.Transactions;

/// <summary>Ids that are whole numbers, perhaps written with a fraction of zeros: <c>17850</c>, <c>17850.0</c>.</summary>
internal static class WholeNumber
{
    /// <summary>Whether an id is one.</summary>
    public static bool Is(ReadOnlySpan<byte> id)
    {
        var whole = Trim(id);
        return whole.Length > 0 && whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>Removes the fraction of zeros.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> id)
    {
        var point = id.IndexOf((byte)'.');
        return point > 0 && point < id.Length - 1 && id[(point + 1)..].IndexOfAnyExcept((byte)'0') < 0 ? id[..point] : id;
    }
}
