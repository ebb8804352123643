namespace SegmentationService.Api.Answers;

/// <summary>Counts the rows that a writer of columns collects before it writes them together.</summary>
internal struct RowBatch
{
    /// <summary>The most bytes of the cells of a batch, but for its last row.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>The most rows of a batch.</summary>
    private const int MostRows = 1 << 16;

    private long _bytes;

    /// <summary>How many there are.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether they are to be written now.</summary>
    public readonly bool IsFull => Rows == MostRows || _bytes >= MostBytes;

    /// <summary>Counts one more.</summary>
    public void Add(AnswerRow row)
    {
        Rows++;
        _bytes += row.Length;
    }
}
