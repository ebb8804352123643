using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>How numbers are written in questions and answers: as they lie in memory, least byte first, an array after its length.</summary>
internal static class WireFormat
{
    /// <summary>Writes an array.</summary>
    public static void WriteArray<T>(this BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It would be longer than what is left.</exception>
    public static T[] ReadArray<T>(this BinaryReader reader)
        where T : unmanaged
    {
        var length = reader.ReadInt32();
        if (length < 0 || (long)length * Unsafe.SizeOf<T>() > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException($"An array of {length} values is longer than the message.");
        var values = new T[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Writes an exact sum, all of its digits.</summary>
    public static void WriteSum(this BinaryWriter writer, ExactSum sum) => writer.WriteArray(sum.Digits);

    /// <summary>Reads an exact sum.</summary>
    /// <exception cref="InvalidDataException">It has other digits.</exception>
    public static ExactSum ReadSum(this BinaryReader reader)
    {
        var (sum, digits) = (new ExactSum(), reader.ReadArray<long>());
        if (digits.Length != sum.Digits.Length) throw new InvalidDataException($"A sum of {digits.Length} digits is none.");
        sum.Add(digits);
        return sum;
    }

    /// <summary>Writes whole numbers without their length, as <see cref="PartAnswers"/> has them.</summary>
    public static void WriteNumbers(this BinaryWriter writer, ReadOnlySpan<long> numbers) => writer.Write(MemoryMarshal.AsBytes(numbers));

    /// <summary>The same of counts.</summary>
    public static void WriteNumbers(this BinaryWriter writer, ReadOnlySpan<int> counts)
    {
        foreach (var count in counts) writer.Write((long)count);
    }

    /// <summary>Reads as many whole numbers as there is room for.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static void ReadNumbers(this BinaryReader reader, Span<long> numbers) => reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers));

    /// <summary>The same of counts.</summary>
    public static void ReadNumbers(this BinaryReader reader, Span<int> counts)
    {
        foreach (ref var count in counts) count = (int)reader.ReadInt64();
    }

    /// <summary>Reads the digits of an exact sum, or of several that were added up.</summary>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public static ExactSum ReadDigits(this BinaryReader reader)
    {
        var sum = new ExactSum();
        var digits = new long[sum.Digits.Length];
        reader.ReadNumbers(digits);
        sum.Add(digits);
        return sum;
    }

    /// <summary>Makes a message.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="bytes">How long it gets, where that is known: then it is written in its place.</param>
    public static byte[] ToBytes(Action<BinaryWriter> write, int bytes = 0)
    {
        using var stream = new MemoryStream(bytes);
        using var writer = new BinaryWriter(stream);
        write(writer);
        return stream.Length == bytes ? stream.GetBuffer() : stream.ToArray();
    }

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="InvalidDataException">It is not what is expected.</exception>
    public static T FromBytes<T>(byte[] message, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(message, writable: false));
        try
        {
            var value = read(reader);
            return reader.BaseStream.Position == message.Length ? value : throw new InvalidDataException("The message is longer than what it says.");
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException("The message is cut off.");
        }
    }
}
