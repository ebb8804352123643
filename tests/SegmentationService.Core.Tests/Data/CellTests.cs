using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects the reading of cells: every number as double.Parse reads it, and never a text taken for a number.</summary>
public sealed class CellTests
{
    [Fact]
    public void Read_AnyFiniteDouble_SameBitsAsDoubleParse() =>
        SeededProperty.Holds(
            from bits in Gen.Choose(int.MinValue, int.MaxValue).Two()
            from format in Gen.Elements("R", "E3", "E16", "F0", "F4", "G15", "G17", "0.00")
            select BitConverter.Int64BitsToDouble(((long)bits.Item1 << 32) | (uint)bits.Item2).ToString(format, CultureInfo.InvariantCulture),
            AssertReadsAsDoubleParse,
            tests: 3000);

    [Fact]
    public void Read_PlainDecimals_SameBitsAsDoubleParse() =>
        SeededProperty.Holds(
            from sign in Gen.Elements("", "-", "+")
            from whole in Gen.Elements("0123456789".ToCharArray()).ArrayOf()
            from point in Gen.Elements("", ".")
            from fraction in Gen.Elements("0123456789".ToCharArray()).ArrayOf()
            let text = sign + new string(whole) + point + (point.Length > 0 ? new string(fraction) : "")
            where whole.Length + fraction.Length is > 0 and < 40 && (whole.Length > 0 || (point.Length > 0 && fraction.Length > 0))
            select text,
            AssertReadsAsDoubleParse,
            tests: 5000);

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("007")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("1234.5")]
    [InlineData("9.34E-05")]
    [InlineData("-6.327400e-002")]
    [InlineData("0.1")]
    [InlineData("999999999999999")]
    [InlineData("9999999999999999")]
    [InlineData("123456789012345.6")]
    [InlineData("0.000000000000001")]
    [InlineData("0000000000000000000012")]
    [InlineData("9007199254740993")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("4.9e-324")]
    [InlineData("1e-400")]
    public void Read_NumberForms_SameBitsAsDoubleParse(string text) => AssertReadsAsDoubleParse(text);

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("na")]
    [InlineData("N/A")]
    [InlineData("n/a")]
    [InlineData("NaN")]
    [InlineData("NAN")]
    [InlineData("null")]
    [InlineData("NULL")]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData("#N/A")]
    [InlineData("#NV")]
    [InlineData("#DIV/0!")]
    [InlineData("#¡DIV/0!")]
    [InlineData("#BEZUG!")]
    [InlineData("\\N")]
    [InlineData("<NA>")]
    [InlineData("NaT")]
    [InlineData("-nan")]
    [InlineData("(null)")]
    [InlineData("-1.#IND")]
    public void Read_MissingWords_AreMissing(string text)
    {
        Assert.Equal(CellKind.Missing, Read(text, out var value));
        Assert.True(double.IsNaN(value));
    }

    [Theory]
    [InlineData("Infinity")]
    [InlineData("-infinity")]
    [InlineData("inf")]
    [InlineData("+INF")]
    [InlineData("-∞")]
    [InlineData("∞")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1.0000001e60")]
    [InlineData("-1e61")]
    public void Read_InfiniteOrBeyondTheLimit_IsInfinite(string text)
    {
        Assert.Equal(CellKind.Infinite, Read(text, out var value));
        Assert.True(double.IsNaN(value));
    }

    [Theory]
    [InlineData("1e60", 1e60)]
    [InlineData("-1e60", -1e60)]
    public void Read_AtTheLimit_IsANumber(string text, double expected)
    {
        Assert.Equal(CellKind.Number, Read(text, out var value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("1,234.5")]
    [InlineData("1 234")]
    [InlineData("12,5")]
    [InlineData("1.2.3")]
    [InlineData("--5")]
    [InlineData("5-")]
    [InlineData("1-2")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("+")]
    [InlineData("e")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("0x1F")]
    [InlineData("$5")]
    [InlineData("5%")]
    [InlineData("(5)")]
    [InlineData("n.a.")]
    [InlineData("none")]
    [InlineData("true")]
    [InlineData("2010-12-01")]
    [InlineData("١٢٣")]
    public void Read_AnythingElse_IsText(string text)
    {
        Assert.Equal(CellKind.Text, Read(text, out var value));
        Assert.True(double.IsNaN(value));
    }

    [Fact]
    public void Read_EndlessDigits_AreANumberThatIsTooLarge() =>
        Assert.Equal(CellKind.Infinite, Read(new string('1', 401), out _));

    [Fact]
    public void Read_AnyText_NeverANumberThatDoubleParseRefuses() =>
        SeededProperty.Holds(Gen.Elements("0123456789+-.eE ,xN/A∞".ToCharArray()).ArrayOf().Select(letters => new string(letters)), text =>
        {
            var kind = Read(text, out var value);
            if (kind == CellKind.Number)
                Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
            else
                Assert.True(double.IsNaN(value));
        }, tests: 5000);

    [Fact]
    public void Read_CultureWithDecimalComma_ReadsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = DecimalComma.Culture;
        try
        {
            Assert.Equal("1,5", 1.5.ToString(CultureInfo.CurrentCulture)); // The culture is in force.
            Assert.Equal(CellKind.Number, Read("12345678901234567.5", out var value));
            Assert.Equal(12345678901234567.5, value);
            Assert.Equal(CellKind.Text, Read("1,5", out _));
            Assert.Equal(CellKind.Number, Read("-2e-3", out value));
            Assert.Equal(-0.002, value);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("  a b  ", "a b")]
    [InlineData("\t5\t", "5")]
    [InlineData("\u00A0 7 \u00A0", "7")]
    [InlineData(" \u00A0\t ", "")]
    [InlineData("", "")]
    [InlineData("é", "é")]
    [InlineData("\u2009\u202F7\u3000\uFEFF", "7")]
    [InlineData("=\"0012\"", "0012")]
    [InlineData(" =\" Ann \" ", "Ann")]
    [InlineData("=\"a\"\"b\"", "=\"a\"\"b\"")]
    [InlineData("=12.5", "12.5")]
    [InlineData("=A1", "=A1")]
    [InlineData("'0012", "0012")]
    [InlineData("\"0012\"", "0012")]
    [InlineData("'tis", "'tis")]
    [InlineData("\"Ann\"", "\"Ann\"")]
    [InlineData("=", "=")]
    public void Trim_BlanksAround_AreRemovedAndOthersKept(string cell, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Cell.Trim(Encoding.UTF8.GetBytes(cell))));

    private static void AssertReadsAsDoubleParse(string text)
    {
        var expected = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var kind = Read(text, out var value);
        if (double.IsNaN(expected))
        {
            Assert.NotEqual(CellKind.Number, kind);
            return;
        }

        var representable = Math.Abs(expected) <= Cell.MaxMagnitude;
        Assert.Equal(representable ? CellKind.Number : CellKind.Infinite, kind);
        if (representable) Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(value));
        else Assert.True(double.IsNaN(value));
    }

    private static CellKind Read(string text, out double value) => Cell.Read(Encoding.UTF8.GetBytes(text), out value);

    /// <summary>Whole numbers are written another way than others, and must not look so.</summary>
    [Fact]
    public void Write_AnyNumber_IsTheShortestTextOfDotNet()
    {
        var random = new Random(9);
        double[] values = [0, -0.0, 1, -1, 999_999_999_999_999, 1e15, -1e15, 999_999_999_999_999.9, 0.5, 1e300, -7, .. Enumerable.Range(0, 2_000).Select(i => i % 2 == 0 ? random.NextInt64(-2_000_000_000_000_000, 2_000_000_000_000_000) : random.NextDouble() * 100)];

        Assert.All(values, value => Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Encoding.UTF8.GetString(Cell.Write(value, new byte[Cell.LongestWritten]))));
    }
}
