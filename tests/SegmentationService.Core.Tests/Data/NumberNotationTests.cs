using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>
/// Protects that numbers as people write them are read as what they are, decided by the whole column, and never as something else: where nothing
/// decides, the column is text and a notice says what to change.
/// </summary>
public sealed class NumberNotationTests
{
    private static readonly double[] Clean = [1234.5, 7, -12.25, 1_234_567.75];

    public static TheoryData<string, string[]> Notations => new()
    {
        { "decimal point", ["1234.5", "7", "-12.25", "1234567.75"] },
        { "decimal point, groups separated by ','", ["1,234.5", "7", "-12.25", "1,234,567.75"] },
        { "decimal comma", ["1234,5", "7", "-12,25", "1234567,75"] },
        { "decimal comma, groups separated by '.'", ["1.234,5", "7", "-12,25", "1.234.567,75"] },
        { "decimal comma, groups separated by blanks", ["1 234,5", "7", "-12,25", "1\u00A0234\u202F567,75"] },
        { "decimal point, groups separated by '''", ["1'234.5", "7", "-12.25", "1’234’567.75"] },
        { "decimal point, groups separated by ',', currency '$'", ["$1,234.50", "$7", "-$12.25", "$ 1,234,567.75"] },
        { "decimal point, groups separated by ',', currency '$'", ["1,234.50$", "7 $", "$-12.25", "1,234,567.75"] },
        { "decimal comma, groups separated by '.', currency '€'", ["1.234,50 €", "7 €", "-12,25 €", "1.234.567,75 €"] },
        { "decimal comma, groups separated by '.', currency 'EUR'", ["EUR 1.234,50", "EUR 7", "EUR -12,25", "EUR 1.234.567,75"] },
        { "decimal comma, currency 'zł'", ["1234,50 zł", "7 zł", "\u221212,25 zł", "1234567,75 zł"] },
        { "decimal point, currency 'Rs.'", ["Rs.1234.50", "Rs.7", "-Rs.12.25", "Rs. 1234567.75"] },
        { "decimal point, in percent (12 % is 12)", ["1234.5 %", "7%", "-12.25 %", "1234567.75 %"] },
        { "decimal comma, in percent (12 % is 12)", ["1234,5 %", "7 %", "-12,25\u00A0%", "1234567,75 %"] },
        { "decimal point, in percent (12 % is 12)", ["%1234.5", "%7", "-%12.25", "% 1234567.75"] },
        { "decimal point, negative ones in brackets", ["1234.5", "7", "(12.25)", "1234567.75"] },
        { "decimal point, groups separated by ',', currency '$', negative ones in brackets", ["$1,234.50", "$7", "($12.25)", "$1,234,567.75"] },
        { "decimal point, groups separated by ',', currency '£', negative ones in brackets", ["£1,234.50", "£7", "£(12.25)", "£1,234,567.75"] },
        { "decimal comma, groups separated by '.', currency '€', negative ones in brackets", ["1.234,50 €", "7 €", "(12,25 €)", "1.234.567,75 €"] },
        { "decimal comma, groups separated by '.', the minus behind negative ones", ["1.234,50", "7,00", "12,25-", "1.234.567,75"] },
        { "decimal point, the minus behind negative ones", ["1234.50", "7", "12.25 -", "1234567.75"] },
        { "decimal point, groups separated by ',' (1,23,456 is 123456)", ["1,234.5", "7", "-12.25", "12,34,567.75"] },
        { "decimal point, groups separated by ',' (1,23,456 is 123456), currency '₹'", ["₹1,234.50", "₹7", "-₹12.25", "₹ 12,34,567.75"] },
        { "decimal point, groups separated by ',', currency 'CAD'", ["$1,234.50 CAD", "$7 CAD", "$-12.25 CAD", "$1,234,567.75 CAD"] },
        { "decimal comma, groups separated by blanks", ["1\u2007234,5", "\u20097\u200A", "\u201312,25", "1\u2008234\u205F567,75"] },
        { "decimal point", ["=\"1234.5\"", "=7", "=-12.25", " =\"1234567.75\" "] },
    };

    [Theory]
    [MemberData(nameof(Notations))]
    public void Build_ColumnInOneNotation_GivesTheValuesOfItsCleanForm(string notation, string[] cells)
    {
        foreach (var order in Orders(cells.Length))
        {
            var table = Table([.. order.Select(i => cells[i])]);

            Assert.Equal(order.Select(i => Clean[i]), table.Columns[0].Values);
            var isPlain = notation == "decimal point";
            Assert.Equal(isPlain ? null : notation, table.Columns[0].Notation?.ToString());
            Assert.Equal(isPlain ? [] : ["number_notation"], table.Notices.Select(notice => notice.Code));
        }
    }

    [Theory]
    [InlineData("9.34E-05", 9.34E-05)]
    [InlineData("-6.327400e-002", -0.063274)]
    [InlineData("9,34E-05", 9.34E-05)]
    [InlineData("0,125", 0.125)] // No number has a group of a single nought.
    [InlineData(",5", 0.5)]
    [InlineData("1234,567", 1234.567)]
    [InlineData("1.234.567", 1_234_567)]
    [InlineData("1,234,567", 1_234_567)]
    [InlineData("$.50", 0.5)]
    [InlineData("12 345", 12_345)]
    [InlineData("98,76,54,321", 987_654_321)]
    [InlineData("1,00,000", 100_000)]
    [InlineData("(7)", -7)]
    [InlineData("( 7.5 )", -7.5)]
    [InlineData("7-", -7)]
    public void Build_NumberThatCanBeReadInOneWay_IsReadSo(string cell, double value)
    {
        Assert.Equal([value, value], Table([cell, cell]).Columns[0].Values);
    }

    [Theory]
    [InlineData("1,2,3")]
    [InlineData("12,34,56")]
    [InlineData("1234,567,890")]
    [InlineData("01.234.567")]
    [InlineData("1.2.3")]
    [InlineData("12.03.2011")]
    [InlineData("12:30")]
    [InlineData("2011-12-09")]
    [InlineData("12 34")]
    [InlineData("1,234 567.5")]
    [InlineData("ID 12")]
    [InlineData("1,23,45")]
    [InlineData("1,23,456,789")]
    [InlineData("123,45,678")]
    [InlineData("1.23.456")]
    [InlineData("(12")]
    [InlineData("12)")]
    [InlineData("(-12)")]
    [InlineData("-12-")]
    [InlineData("12A")]
    [InlineData("A12")]
    [InlineData("12+")]
    [InlineData("10-20")]
    [InlineData("3 pm")]
    [InlineData("=A1+7")]
    [InlineData("=SUM(A1:A7)")]
    [InlineData("$12€")]
    [InlineData("$12 %")]
    [InlineData("--12,5")]
    [InlineData("1,5E")]
    [InlineData("$")]
    [InlineData("12,5,")]
    [InlineData("1,e5")]
    public void Build_TextWithDigits_StaysText(string cell)
    {
        var column = Table([cell, cell]).Columns[0];

        Assert.Equal(new CellReference(2, cell), column.FirstText);
        Assert.Empty(column.Values);
    }

    [Theory]
    [InlineData("1,234", "12")]
    [InlineData("$1.234", "$12")]
    [InlineData("1,234", "5.678")]
    public void Build_NumbersThatCanBeReadEitherWay_AreTextUntilItIsSaidWhich(string first, string second)
    {
        var unclear = Table([first, second, first]);

        Assert.False(unclear.Columns[0].IsNumeric);
        Assert.False(unclear.Columns[0].IsDistinctText);
        var notice = Assert.Single(unclear.Notices);
        Assert.Equal(("number_notation_unclear", "a"), (notice.Code, notice.Column));
        Assert.Contains("line 2", notice.Message, StringComparison.Ordinal);
        Assert.Contains(first, notice.Message, StringComparison.Ordinal);
        Assert.Contains("decimal=point or decimal=comma", notice.Message, StringComparison.Ordinal);

        // A group of three is a thousand times the decimals.
        var isPointTheGroup = first.Contains('.', StringComparison.Ordinal);
        Assert.Equal(isPointTheGroup ? 1.234 : 1234, Table([first, second, first], DecimalSign.Point).Columns[0].Values[0]);
        Assert.Equal(isPointTheGroup ? 1234 : 1.234, Table([first, second, first], DecimalSign.Comma).Columns[0].Values[0]);
    }

    [Fact]
    public void Build_DifferentAmbiguousNumbers_AreNoId()
    {
        Assert.False(Table(["1,234", "2,345", "3,456"]).Columns[0].IsDistinctText);
    }

    [Fact]
    public void Build_PlainNumbersOfThreeDecimals_AreInvariantUnlessToldOrShownOtherwise()
    {
        string[] plain = ["1.234", "12.500", "1.000"];

        Assert.Equal([1.234, 12.5, 1], Table(plain).Columns[0].Values);
        Assert.Empty(Table(plain).Notices);
        Assert.Equal([1234, 12_500, 1000], Table(plain, DecimalSign.Comma).Columns[0].Values);
        Assert.Equal([1234, 12_500, 1000, 0.5], Table([.. plain, "0,5"]).Columns[0].Values);
        Assert.Equal([1.234, 12.5, 1, 0.5], Table([.. plain, "0.5"], DecimalSign.Comma).Columns[0].Values); // It cannot be a comma.
    }

    [Theory]
    [InlineData("'2.5' can only have a decimal point and '1,5' only a decimal comma", "1,5", "2.5", "3")]
    [InlineData("'2.5' can only have a decimal point and '1,5' only a decimal comma", "2.5", "1,5", "3")]
    [InlineData("not all written like '1,234.5'", "1,234.5", "1 234.5", "3")]
    [InlineData("more than one currency", "$1.50", "€2.50", "$3")]
    [InlineData("in percent, as '12 %'", "12 %", "0.5", "3 %")]
    [InlineData("not all written like '1,23,456'", "1,23,456", "1,234,567", "3")]
    public void Build_NumbersInMoreThanOneNotation_AreTextAndSayWhatToChange(string words, params string[] cells)
    {
        var table = Table(cells);

        Assert.False(table.Columns[0].IsNumeric);
        Assert.Contains(words, Assert.Single(table.Notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_NotationShowsInTheLastRow_AllRowsAreReadInIt()
    {
        // More rows than are tried for ids, and than one chunk of values has.
        var cells = Enumerable.Range(0, 40_000).Select(i => i % 3 == 0 ? $"{i % 900 + 1}.{i % 1000:000}" : $"{i}").Append("1.234,5").ToArray();

        var values = Table(cells).Columns[0].Values;

        for (var i = 0; i < 40_000; i++) Assert.Equal(i % 3 == 0 ? ((i % 900) + 1) * 1000 + (i % 1000) : i, values[i]);
        Assert.Equal(1234.5, values[^1]);
    }

    [Fact]
    public void Build_MissingValuesAmongWrittenNumbers_StayMissing()
    {
        var column = Table(["1,5", "", "?", "N/A", "2,5", "-"]).Columns[0];

        Assert.Equal([1.5, double.NaN, double.NaN, double.NaN, 2.5, double.NaN], column.Values);
        Assert.Equal(4, column.Missing);
    }

    [Fact]
    public void Add_NumberOfJsonBesideDecimalCommas_IsNotTakenForThousands()
    {
        var builder = new CustomerTableBuilder(RowUnit.Item, new TableLimits(), _ => false);
        foreach (var (cell, isNumber) in (ReadOnlySpan<(string, bool)>)[("1.500", true), ("2,5", false)])
        {
            var part = builder.BeginPart(1);
            part.BeginCustomer(builder.Customers + 1);
            part.Add(builder.FindOrAddColumn("a"), Encoding.UTF8.GetBytes(cell), isNumber);
            part.EndCustomer();
            builder.Append(part);
        }

        Assert.False(builder.Build().Columns[0].IsNumeric);
    }

    /// <summary>Whatever stands around the digits and between them, the number is the double that its digits alone give, in a table and for a version that learned the notation.</summary>
    [Fact]
    public void Read_NumbersWrittenInANotation_AreTheDoublesOfTheirPlainForms() =>
        SeededProperty.Holds(
            from cents in Gen.Choose(-2_000_000_000, 2_000_000_000).NonEmptyListOf()
            from write in Gen.Elements<Func<decimal, string>>(Comma, Brackets, Behind, Lakh, Dollar, Unit)
            select (Values: cents.Select(value => value / 100m).Append(-1_234_567.25m).Append(1_234_567.75m).ToArray(), write),
            sample =>
            {
                var cells = sample.Values.Select(sample.write).ToArray();
                var expected = sample.Values.Select(value => double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)).ToArray();

                var column = Table(cells).Columns[0];

                Assert.Equal(expected, column.Values);
                foreach (var (cell, value) in cells.Zip(expected))
                {
                    Assert.True((column.Notation ?? NumberNotation.Plain).TryRead(Encoding.UTF8.GetBytes(cell), DecimalSign.Auto, out var read));
                    Assert.Equal(value, read);
                }
            });

    private static string Groups(decimal value) => value.ToString("#,##0.00", CultureInfo.InvariantCulture);

    private static string Comma(decimal value) => Groups(value).Replace(',', '_').Replace('.', ',').Replace('_', '.');

    private static string Brackets(decimal value) => value < 0 ? $"({Groups(-value)})" : Groups(value);

    private static string Behind(decimal value) => value < 0 ? $"{Groups(-value)}-" : Groups(value);

    private static string Dollar(decimal value) => value < 0 ? $"-${Groups(-value)}" : $"${Groups(value)}";

    private static string Unit(decimal value) => Groups(value) + " kWh";

    private static string Lakh(decimal value)
    {
        var format = (NumberFormatInfo)CultureInfo.InvariantCulture.NumberFormat.Clone();
        format.NumberGroupSizes = [3, 2];
        return value.ToString("N2", format);
    }

    private static IEnumerable<int[]> Orders(int length)
    {
        var forward = Enumerable.Range(0, length).ToArray();
        yield return forward;
        yield return [.. forward.Reverse()];
    }

    private static CustomerTable Table(string[] cells, DecimalSign decimalSign = DecimalSign.Auto) => OneColumn.Table(cells, decimalSign);
}
