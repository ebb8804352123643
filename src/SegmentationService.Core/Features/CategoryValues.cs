using System.Text;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Features;

/// <summary>The texts that an encoded column had in training. Among the inputs of a customer each stands as its index.</summary>
public sealed class CategoryValues
{
    /// <summary>The index of a text that training did not see: a customer with it has none of the texts.</summary>
    public const int Unknown = -1;

    private readonly byte[][] _utf8;

    /// <summary>Takes the texts.</summary>
    /// <param name="names">Different, not empty, in the order of their indices.</param>
    public CategoryValues(IReadOnlyList<string> names)
    {
        Names = names;
        _utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The texts, in the order of their indices.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A cell as an input: the index of its text, <see cref="Unknown"/>, or NaN when it is missing. Allocates nothing. O(number of texts).</summary>
    /// <param name="cell">UTF-8, without blanks around it; letters of either case are different, but for <c>true</c> and <c>false</c>; numbers are equal however they are written.</param>
    public double Read(ReadOnlySpan<byte> cell)
    {
        if (IndexOf(cell) is >= 0 and var index) return index;
        if (Cell.TryReadFlag(cell, out _)) return IndexOfFlag(cell);
        return Cell.Read(cell, out var value) switch
        {
            CellKind.Missing => double.NaN,
            CellKind.Number => IndexOf(Cell.Write(value, stackalloc byte[Cell.LongestWritten])),
            _ => Unknown,
        };
    }

    private int IndexOf(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _utf8.Length; i++)
            if (text.SequenceEqual(_utf8[i])) return i;
        return Unknown;
    }

    private int IndexOfFlag(ReadOnlySpan<byte> cell)
    {
        for (var i = 0; i < _utf8.Length; i++)
            if (Ascii.EqualsIgnoreCase(cell, _utf8[i])) return i;
        return Unknown;
    }
}
