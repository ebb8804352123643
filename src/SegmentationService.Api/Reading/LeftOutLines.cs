namespace SegmentationService.Api.Reading;

/// <summary>A text of whose lines some are emptied, so that all others keep their numbers. LF, CR and CR LF each end a line.</summary>
/// <param name="text">The bytes, UTF-8; stays open.</param>
/// <param name="lines">The numbers of the lines to empty, 1-based.</param>
/// <param name="notices">Told of each that there is.</param>
internal sealed class LeftOutLines(Stream text, IReadOnlySet<long> lines, RowNotices notices) : ForwardStream
{
    private long _line = 1;
    private bool _isLeftOut = lines.Contains(1);
    private bool _isTold;
    private bool _followsReturn;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (await text.ReadAsync(buffer, cancellationToken) is var read and > 0)
            if (Keep(buffer.Span[..read]) is var kept and > 0) return kept;
        return 0;
    }

    /// <summary>Moves what is kept to the beginning; how much that is.</summary>
    private int Keep(Span<byte> bytes)
    {
        var kept = 0;
        foreach (var value in bytes)
        {
            if (value is (byte)'\n' or (byte)'\r')
            {
                if (value == '\r' || !_followsReturn) Advance();
                _followsReturn = value == '\r';
            }
            else
            {
                _followsReturn = false;
                if (_isLeftOut)
                {
                    if (!_isTold) notices.AddLeftOut(_line);
                    _isTold = true;
                    continue;
                }
            }

            bytes[kept++] = value;
        }

        return kept;
    }

    private void Advance()
    {
        _line++;
        (_isLeftOut, _isTold) = (lines.Contains(_line), false);
    }
}
