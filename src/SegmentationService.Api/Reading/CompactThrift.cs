namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads the compact protocol of Thrift, in which Parquet writes its footer and what stands before each page: fields that are asked for, everything else being passed over. Allocates nothing, and takes as many steps as there
/// are bytes at most, whatever they say.
/// </summary>
/// <param name="bytes">in: from the first byte of a struct on.</param>
internal ref struct CompactThrift(ReadOnlySpan<byte> bytes)
{
    private const int DeepestStruct = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _depth;

    /// <summary>What a field, or an item of a list, holds.</summary>
    public enum Kind
    {
        Stop = 0,
        True = 1,
        False = 2,
        Byte = 3,
        Int16 = 4,
        Int32 = 5,
        Int64 = 6,
        Double = 7,
        Binary = 8,
        List = 9,
        Set = 10,
        Map = 11,
        Struct = 12,
        Uuid = 13,
    }

    /// <summary>The bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the bytes ended too early: with more of them it may go on.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Reads the beginning of the next field of a struct.</summary>
    /// <param name="field">The number of the field before, 0 at the beginning of a struct; then that of this one.</param>
    /// <param name="kind">What it holds.</param>
    /// <returns>False where the struct ends.</returns>
    /// <exception cref="FormatException">The bytes are no Thrift, or end too early.</exception>
    public bool NextField(ref int field, out Kind kind)
    {
        var head = Byte();
        kind = (Kind)(head & 0x0F);
        if (kind == Kind.Stop) return false;
        field = head >> 4 == 0 ? (int)Number() : field + (head >> 4);
        return true;
    }

    /// <summary>Reads a whole number.</summary>
    /// <exception cref="FormatException">As in <see cref="NextField"/>.</exception>
    public long Number()
    {
        var number = Unsigned();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    /// <summary>Reads the beginning of a list.</summary>
    /// <param name="kind">What its items are.</param>
    /// <returns>The number of items, never more than there are bytes left.</returns>
    /// <exception cref="FormatException">As in <see cref="NextField"/>.</exception>
    public int List(out Kind kind)
    {
        var head = Byte();
        kind = (Kind)(head & 0x0F);
        var count = head >> 4 == 15 ? Unsigned() : (ulong)(head >> 4);
        return count <= (ulong)(_bytes.Length - Position) ? (int)count : throw CutOff();
    }

    /// <summary>Passes over a field.</summary>
    /// <param name="kind">What it holds.</param>
    /// <exception cref="FormatException">As in <see cref="NextField"/>.</exception>
    public void Skip(Kind kind)
    {
        switch (kind)
        {
            case Kind.True or Kind.False:
                break;
            case Kind.Byte:
                Pass(1);
                break;
            case Kind.Int16 or Kind.Int32 or Kind.Int64:
                Unsigned();
                break;
            case Kind.Double:
                Pass(sizeof(double));
                break;
            case Kind.Uuid:
                Pass(16);
                break;
            case Kind.Binary:
                Pass(Unsigned());
                break;
            case Kind.List or Kind.Set:
                SkipItems(List(out var item), item);
                break;
            case Kind.Map:
                SkipMap();
                break;
            case Kind.Struct:
                SkipStruct();
                break;
            default:
                throw new FormatException("There is no such kind of field.");
        }
    }

    private void SkipMap()
    {
        var count = Unsigned();
        if (count == 0) return;
        var kinds = Byte();
        if (count > (ulong)(_bytes.Length - Position)) throw CutOff();
        if ((kinds & 0x0F) == 0) throw new FormatException("There is no such kind of field.");
        SkipItems((int)count, (Kind)(kinds >> 4), (Kind)(kinds & 0x0F));
    }

    /// <summary>Passes over items, or over pairs where there is a second kind; yes and no take a byte each here.</summary>
    private void SkipItems(int count, Kind first, Kind second = Kind.Stop)
    {
        if (++_depth > DeepestStruct) throw new FormatException("It is nested deeper than anything.");
        for (var i = 0; i < count; i++)
        {
            SkipItem(first);
            if (second != Kind.Stop) SkipItem(second);
        }

        _depth--;
    }

    private void SkipItem(Kind kind) => Skip(kind is Kind.True or Kind.False ? Kind.Byte : kind);

    private void SkipStruct()
    {
        if (++_depth > DeepestStruct) throw new FormatException("It is nested deeper than anything.");
        for (var field = 0; NextField(ref field, out var kind);) Skip(kind);
        _depth--;
    }

    private byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw CutOff();

    private void Pass(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position)) throw CutOff();
        Position += (int)count;
    }

    private ulong Unsigned()
    {
        ulong number = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return number;
        }

        throw new FormatException("A number has more bytes than any.");
    }

    private FormatException CutOff()
    {
        IsCutOff = true;
        return new FormatException("The bytes end too early.");
    }
}
