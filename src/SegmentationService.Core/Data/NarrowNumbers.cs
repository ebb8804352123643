using System.Runtime.InteropServices;

namespace SegmentationService.Core.Data;

/// <summary>
/// Numbers in as few bytes as hold them exactly: whole ones and hundredths, which most columns of customers have, in two or four bytes, all others as they are. What is read again is
/// what was written, bit for bit, but that a missing value is any NaN.
/// </summary>
internal static class NarrowNumbers
{
    private const int Header = 1;

    /// <summary>The most bytes that numbers take.</summary>
    /// <param name="count">How many they are.</param>
    public static int MostBytes(int count) => Header + (count * sizeof(double));

    /// <summary>Writes numbers. O(n).</summary>
    /// <param name="values">in: the numbers; NaN where one is missing.</param>
    /// <param name="packed">out: at least <see cref="MostBytes"/>.</param>
    /// <returns>The bytes written.</returns>
    public static int Pack(ReadOnlySpan<double> values, Span<byte> packed)
    {
        foreach (var form in (ReadOnlySpan<Form>)[Form.Whole16, Form.Whole32, Form.Hundredths16, Form.Hundredths32])
        {
            packed[0] = (byte)form;
            var isPacked = form is Form.Whole16 or Form.Hundredths16
                ? TryPack(values, ScaleOf(form), MemoryMarshal.Cast<byte, short>(packed.Slice(Header, values.Length * sizeof(short))))
                : TryPack(values, ScaleOf(form), MemoryMarshal.Cast<byte, int>(packed.Slice(Header, values.Length * sizeof(int))));
            if (isPacked) return Header + (values.Length * (form is Form.Whole16 or Form.Hundredths16 ? sizeof(short) : sizeof(int)));
        }

        packed[0] = (byte)Form.Double;
        MemoryMarshal.AsBytes(values).CopyTo(packed[Header..]);
        return MostBytes(values.Length);
    }

    /// <summary>Reads them again. O(n).</summary>
    /// <param name="packed">in: what <see cref="Pack"/> wrote.</param>
    /// <param name="values">out: as many numbers as were written.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<double> values)
    {
        var form = (Form)packed[0];
        var bytes = packed[Header..];
        var scale = ScaleOf(form);
        switch (form)
        {
            case Form.Whole16 or Form.Hundredths16:
                var narrow = MemoryMarshal.Cast<byte, short>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = narrow[i] == short.MinValue ? double.NaN : narrow[i] / scale;
                break;
            case Form.Whole32 or Form.Hundredths32:
                var wide = MemoryMarshal.Cast<byte, int>(bytes);
                for (var i = 0; i < values.Length; i++) values[i] = wide[i] == int.MinValue ? double.NaN : wide[i] / scale;
                break;
            default:
                bytes[..(values.Length * sizeof(double))].CopyTo(MemoryMarshal.AsBytes(values));
                break;
        }
    }

    private static double ScaleOf(Form form) => form is Form.Hundredths16 or Form.Hundredths32 ? 100 : 1;

    private static bool TryPack(ReadOnlySpan<double> values, double scale, Span<short> packed)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var whole = double.IsNaN(values[i]) ? short.MinValue : Math.Round(values[i] * scale);
            if (!(whole is >= short.MinValue and <= short.MaxValue) || !IsSame(values[i], whole, scale, short.MinValue)) return false;
            packed[i] = (short)whole;
        }

        return true;
    }

    private static bool TryPack(ReadOnlySpan<double> values, double scale, Span<int> packed)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var whole = double.IsNaN(values[i]) ? int.MinValue : Math.Round(values[i] * scale);
            if (!(whole is >= int.MinValue and <= int.MaxValue) || !IsSame(values[i], whole, scale, int.MinValue)) return false;
            packed[i] = (int)whole;
        }

        return true;
    }

    /// <summary>Whether a value is read again as it is. Zero has a sign, and the least number stands for a missing value.</summary>
    private static bool IsSame(double value, double whole, double scale, double missing) =>
        double.IsNaN(value) || (whole != missing && BitConverter.DoubleToInt64Bits(whole / scale) == BitConverter.DoubleToInt64Bits(value) && !(whole == 0 && double.IsNegative(value)));

    /// <summary>How numbers are written; the first byte of them.</summary>
    private enum Form : byte
    {
        Double,
        Whole16,
        Whole32,
        Hundredths16,
        Hundredths32,
    }
}
