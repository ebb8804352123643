namespace SegmentationService.Api.Reading;

/// <summary>Cuts customers that come one after the other into parts of a sink.</summary>
/// <param name="sink">Takes the parts.</param>
internal sealed class SequentialParts(ICustomerSink sink)
{
    /// <summary>The first part is small, because a sink knows more of its columns once it has one; small tables need little room, too.</summary>
    private const int FirstSize = 256;

    private const int LargestSize = 1 << 12;

    private ICustomerPart? _part;
    private int _size = FirstSize;
    private int _most;
    private int _customers;

    /// <summary>The part that takes the next customer.</summary>
    public ICustomerPart Next()
    {
        if (_part is { } full && (_customers >= _most || full.IsFull))
        {
            End();
            _size = Math.Min(4 * _size, LargestSize);
        }

        _part ??= Begin();
        _customers++;
        return _part;
    }

    /// <summary>Hands over what is there. Call it at the end, and before a problem is told: those of the customers before it come first.</summary>
    public void End()
    {
        if (_part is not { } part) return;
        (_part, _customers) = (null, 0);
        sink.EndPart(part);
    }

    private ICustomerPart Begin()
    {
        _most = Math.Min(_size, sink.MostCustomersOfPart);
        return sink.BeginPart(_most);
    }
}
