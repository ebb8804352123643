using System.Text;
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

    private readonly byte[][] _inputs;
    private readonly string? _id;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _fields;

    public FieldNames(SegmentationModel model)
    {
        _inputs = [.. model.FeatureSet.Inputs.Select(input => Encoding.UTF8.GetBytes(input.Name))];
        _id = model.FeatureSet.Parts.Id;
        var fields = new Dictionary<byte[], int>(new Utf8Comparer());
        for (var i = 0; i < _inputs.Length; i++) fields.TryAdd(_inputs[i], i);
        if (_id is not null) fields.TryAdd(Encoding.UTF8.GetBytes(_id), Id);
        _fields = fields.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The number of inputs of the model.</summary>
    public int Inputs => _inputs.Length;

    /// <summary>What a field of this name is: an input of the model (its index), <see cref="Id"/>, or <see cref="Ignored"/>.</summary>
    /// <param name="utf8">Its name; as in tables, blanks around it are no part of it.</param>
    /// <param name="expected">The input that it probably is: fields mostly come in the order of the training table.</param>
    public int Find(ReadOnlySpan<byte> utf8, int expected = 0)
    {
        if ((uint)expected < (uint)_inputs.Length && utf8.SequenceEqual(_inputs[expected])) return expected;
        if (_fields.TryGetValue(utf8, out var field)) return field;
        if (MayBePadded(utf8) && Encoding.UTF8.GetString(utf8) is var padded && padded.Trim() is var name && name.Length < padded.Length) return Find(Encoding.UTF8.GetBytes(name));
        return _id is null && ColumnParts.IsUsualIdName(Encoding.UTF8.GetString(utf8)) ? Id : Ignored;
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
