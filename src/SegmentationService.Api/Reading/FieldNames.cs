using System.Text;
using System.Text.Unicode;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Reading;

/// <summary>What the fields of a customer are to a model, by the UTF-8 of their names. Immutable.</summary>
internal sealed class FieldNames
{
    /// <summary>What a field is that the model does not use.</summary>
    public const int Ignored = -1;

    /// <summary>What the id of the customer is.</summary>
    public const int Id = -2;

    /// <summary>What the id of the customer is by a name that differs in case, blanks and other marks: the exact name, where a customer has both, goes before it.</summary>
    public const int LooseId = -3;

    private const int FirstLoose = -4;
    private const int LongestName = 128;

    private readonly byte[][] _inputs;
    private readonly string? _id;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _fields;

    /// <summary>The fields by the letters and digits of their names, where these are of one field only.</summary>
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _loosely;

    /// <param name="model">The model.</param>
    /// <param name="columns">The names of all columns of the table that it was trained on: a name of one that it does not use is no other's, however near.</param>
    public FieldNames(SegmentationModel model, IEnumerable<string> columns)
    {
        _inputs = [.. model.FeatureSet.Inputs.Select(input => Encoding.UTF8.GetBytes(input.Name))];
        _id = model.FeatureSet.Parts.Id;
        var fields = new Dictionary<byte[], int>(new Utf8Comparer());
        for (var i = 0; i < _inputs.Length; i++) fields.TryAdd(_inputs[i], i);
        if (_id is not null) fields.TryAdd(Encoding.UTF8.GetBytes(_id), Id);
        _fields = fields.GetAlternateLookup<ReadOnlySpan<byte>>();
        var named = new Dictionary<byte[], int>(fields, new Utf8Comparer());
        foreach (var column in columns) named.TryAdd(Encoding.UTF8.GetBytes(column), Ignored);
        _loosely = named.GroupBy(field => ColumnName.Normalize(Encoding.UTF8.GetString(field.Key)))
            .Where(same => same.Key.Length > 0 && same.Count() == 1 && same.Single().Value != Ignored)
            .ToDictionary(same => Encoding.UTF8.GetBytes(same.Key), same => same.Single().Value is >= 0 and var input ? Loose(input) : LooseId, new Utf8Comparer())
            .GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The number of inputs of the model.</summary>
    public int Inputs => _inputs.Length;

    /// <summary>What a field is whose name is that of an input but for case, blanks and other marks; and the input of such a field.</summary>
    /// <param name="field">The input, or the field.</param>
    public static int Loose(int field) => FirstLoose - field;

    /// <summary>Whether a field is an input whose name differs in case, blanks and other marks: the exact name, where a customer has both, goes before it.</summary>
    /// <param name="field">From <see cref="Find"/>.</param>
    public static bool IsLoose(int field) => field <= FirstLoose;

    /// <summary>Whether a field is an input of the model.</summary>
    /// <param name="field">From <see cref="Find"/>.</param>
    public static bool IsInput(int field) => field >= 0 || IsLoose(field);

    /// <summary>What a field of this name is: an input of the model (its index, or what <see cref="Loose"/> makes of it), <see cref="Id"/>, or <see cref="Ignored"/>.</summary>
    /// <param name="utf8">Its name; as in tables, blanks around it are no part of it.</param>
    /// <param name="expected">The input that it probably is: fields mostly come in the order of the training table.</param>
    public int Find(ReadOnlySpan<byte> utf8, int expected = 0)
    {
        if ((uint)expected < (uint)_inputs.Length && utf8.SequenceEqual(_inputs[expected])) return expected;
        if (_fields.TryGetValue(utf8, out var field)) return field;
        if (MayBePadded(utf8) && Encoding.UTF8.GetString(utf8) is var padded && padded.Trim() is var name && name.Length < padded.Length) return Find(Encoding.UTF8.GetBytes(name));
        if (FindLoosely(utf8) is var loose and not Ignored) return loose;
        return _id is null && ColumnParts.IsUsualIdName(Encoding.UTF8.GetString(utf8)) ? Id : Ignored;
    }

    private int FindLoosely(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestName) return Ignored;
        Span<byte> letters = stackalloc byte[LongestName];
        var length = 0;
        foreach (var letter in utf8)
        {
            if (letter >= 0x80) return Utf8.IsValid(utf8) && _loosely.TryGetValue(Encoding.UTF8.GetBytes(ColumnName.Normalize(Encoding.UTF8.GetString(utf8))), out var other) ? other : Ignored;
            if (char.IsAsciiLetterOrDigit((char)letter)) letters[length++] = (byte)char.ToLowerInvariant((char)letter);
        }

        return _loosely.TryGetValue(letters[..length], out var field) ? field : Ignored;
    }

    /// <summary>Whether it is worth looking for blanks around a name; false for nearly every field that the model does not use.</summary>
    private static bool MayBePadded(ReadOnlySpan<byte> utf8) => !utf8.IsEmpty && (utf8[0] is <= (byte)' ' or > (byte)'~' || utf8[^1] is <= (byte)' ' or > (byte)'~');

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
