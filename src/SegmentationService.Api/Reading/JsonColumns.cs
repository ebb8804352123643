using System.Text;
using System.Text.Json;
using SegmentationService.Core;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Finds the column of a key without making a string of it: most objects have the keys of the one before in the same order, so the next
/// expected key is compared first.
/// </summary>
/// <param name="sink">Has the columns.</param>
/// <param name="limits">How many keys there may be, and how long.</param>
internal sealed class JsonColumns(ICustomerSink sink, ReadingOptions limits)
{
    private readonly List<(byte[] Key, int Column)> _known = [];
    private readonly Dictionary<string, int> _indices = [];
    private char[] _name = new char[64];
    private int _next;
    private int _keyBytes;

    /// <summary>The key found last.</summary>
    public string Key => Encoding.UTF8.GetString(_known[_next - 1].Key);

    /// <summary>Begins an object: its first key is expected next.</summary>
    public void BeginCustomer() => _next = 0;

    /// <summary>The column of a key.</summary>
    /// <param name="key">Stands on a property name.</param>
    /// <param name="place">Where the object stands.</param>
    /// <exception cref="InvalidTableException">The key is empty, or there are too many different ones.</exception>
    /// <exception cref="JsonException">The key is not text.</exception>
    public int Find(ref Utf8JsonReader key, JsonPlace place)
    {
        if (_next >= _known.Count || !Is(ref key, _known[_next].Key)) _next = FindByName(ref key, place);
        return _known[_next++].Column;
    }

    /// <summary>Whether a key has this name.</summary>
    /// <param name="key">Stands on a property name.</param>
    /// <param name="utf8">The name.</param>
    /// <exception cref="JsonException">The key is not text.</exception>
    public static bool Is(ref Utf8JsonReader key, ReadOnlySpan<byte> utf8) => key.ValueIsEscaped ? IsEscaped(ref key, utf8) : key.ValueTextEquals(utf8);

    private static bool IsEscaped(ref Utf8JsonReader key, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return key.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException e)
        {
            throw NotText(e);
        }
    }

    private int FindByName(ref Utf8JsonReader key, JsonPlace place)
    {
        var name = Copy(ref key);
        return _indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var index) ? index : Add(name.ToString(), place);
    }

    private ReadOnlySpan<char> Copy(ref Utf8JsonReader key)
    {
        if (_name.Length < key.ValueSpan.Length) _name = new char[2 * key.ValueSpan.Length];
        try
        {
            return _name.AsSpan(0, key.CopyString(_name));
        }
        catch (InvalidOperationException e)
        {
            throw NotText(e);
        }
    }

    private int Add(string name, JsonPlace place)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw Refused(TableDefect.EmptyColumnName, $"A key in {place} is empty; every column needs a name.", place);
        if (_known.Count == limits.MaxColumns)
            throw Refused(
                TableDefect.TooManyColumns,
                $"Up to {place} there are more than {limits.MaxColumns} different keys, the most that is allowed.",
                place);

        var key = Encoding.UTF8.GetBytes(name);
        _keyBytes += key.Length;
        if (_keyBytes > limits.MaxRecordBytes)
            throw place.Invalid(
                $"Up to {place} the different keys take more than {limits.MaxRecordBytes} bytes, the most that is allowed.");

        _known.Add((key, sink.FindOrAddColumn(name)));
        _indices.Add(name, _known.Count - 1);
        return _known.Count - 1;
    }

    private static JsonException NotText(InvalidOperationException cause) => new("A key is not text: it is not UTF-8, or has one half of a surrogate pair.", cause);

    private static InvalidTableException Refused(TableDefect defect, string message, JsonPlace place) =>
        new(defect, message) { Line = place.Row };
}
