using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects what every format of input relies on: what a table holds, and what it refuses.</summary>
public sealed class CustomerTableBuilderTests
{
    [Fact]
    public void Build_NumbersAndGaps_AreWhereTheyCame()
    {
        var table = CsvTable.Parse("a, b \n1,2\n ? ,-3.5\n4, ");

        Assert.Equal(3, table.Customers);
        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal([1, double.NaN, 4], table.Columns[0].Values);
        Assert.Equal([2, -3.5, double.NaN], table.Columns[1].Values);
        Assert.All(table.Columns, column => Assert.Equal(1, column.Missing));
        Assert.All(table.Columns, column => Assert.True(column.IsNumeric));
    }

    [Fact]
    public void Find_ExactName_IsFoundAndOtherCaseIsNot()
    {
        var table = CsvTable.Parse("Age\n1");

        Assert.Same(table.Columns[0], table.Find("Age"));
        Assert.Null(table.Find("age"));
    }

    [Fact]
    public void Build_ColumnThatAppearsLate_HasNoValueBefore()
    {
        var builder = Builder();
        AddCustomer(builder, ("a", "1"));
        AddCustomer(builder, ("a", "2"), ("b", "7"));
        AddCustomer(builder, ("b", "8"));
        AddCustomer(builder);

        var table = builder.Build();

        Assert.Equal(4, table.Customers);
        Assert.Equal([1, 2, double.NaN, double.NaN], table.Find("a")!.Values);
        Assert.Equal([double.NaN, 7, 8, double.NaN], table.Find("b")!.Values);
        Assert.Equal(2, table.Find("a")!.Missing);
        Assert.Equal(2, table.Find("b")!.Missing);
    }

    [Fact]
    public void Build_ManyParts_KeepsEveryValue()
    {
        const int Rows = 40_000;
        var builder = Builder();
        for (var row = 0; row < Rows; row++) AddCustomer(builder, ("a", $"{row}"));

        var values = builder.Build().Find("a")!.Values;

        Assert.Equal(Rows, values.Length);
        for (var row = 0; row < Rows; row++) Assert.Equal(row, values[row]);
    }

    [Fact]
    public void Build_TextInRow700Of800_IsNotNumericAndSaysWhere()
    {
        var csv = new StringBuilder("a,b");
        for (var row = 1; row <= 800; row++) csv.Append('\n').Append(row == 700 ? "oops" : row).Append(',').Append(row);

        var table = CsvTable.Parse(csv.ToString());

        var column = table.Find("a")!;
        Assert.False(column.IsNumeric);
        Assert.Equal(new CellReference(701, "oops"), column.FirstText); // The header is line 1.
        Assert.Empty(column.Values);
        Assert.Equal(800, table.Find("b")!.Values.Length);
    }

    [Fact]
    public void Build_LongText_IsShortenedInTheReference()
    {
        var table = CsvTable.Parse("a\n" + new string('x', 100));

        Assert.Equal(new string('x', 40) + "…", table.Columns[0].FirstText!.Text);
    }

    [Fact]
    public void Build_InfiniteNumber_IsRememberedAndNotText()
    {
        var column = CsvTable.Parse("a\n1\n-inf\n1e99").Columns[0];

        Assert.True(column.IsNumeric);
        Assert.Equal(new CellReference(3, "-inf"), column.FirstInfinite);
        Assert.Equal(0, column.Missing);
    }

    [Fact]
    public void Build_NoCustomer_Throws()
    {
        var builder = Builder();
        builder.AddColumn("a");

        Assert.Equal(TableDefect.NoCustomers, Assert.Throws<InvalidTableException>(builder.Build).Defect);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\t")]
    public void AddColumn_WithoutName_IsLeftOutWithANotice(string name)
    {
        var table = CsvTable.Parse($"a,{name},b,{name}\n1,x,2,\n3,4,5,remark");

        Assert.Equal(["a", "b"], table.Columns.Select(column => column.Name));
        Assert.Equal([2, 5], table.Columns[1].Values);
        var notice = Assert.Single(table.Notices);
        Assert.Equal("column_without_name", notice.Code);
        Assert.Contains("2 columns have no name", notice.Message, StringComparison.Ordinal);
        Assert.Contains("2, 4", notice.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EndHeader_NoColumnHasAName_Throws()
    {
        var builder = Builder();
        builder.AddColumn("");
        builder.AddColumn(" ");

        var refused = Assert.Throws<InvalidTableException>(builder.EndHeader);

        Assert.Equal(TableDefect.EmptyColumnName, refused.Defect);
        Assert.Equal(1, refused.Line);
    }

    [Fact]
    public void Add_SameNameUpToBlanks_IsRepeated()
    {
        var header = new TableHeader(maxColumns: 3);
        header.Add("a");
        header.Add("A"); // Another name: names are exact.
        header.Add(" a ");

        Assert.Equal(["a"], header.Repeated);
        var refused = header.Ambiguous("a");
        Assert.Equal(TableDefect.DuplicateColumn, refused.Defect);
        Assert.Equal("a", refused.Column);
        Assert.Contains("column 1 and column 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindOrAddColumn_KnownName_GivesItsIndex()
    {
        var builder = Builder();

        Assert.Equal(0, builder.FindOrAddColumn("a"));
        Assert.Equal(1, builder.FindOrAddColumn("b"));
        Assert.Equal(0, builder.FindOrAddColumn(" a "));
    }

    [Fact]
    public void AddColumn_OneMoreThanAllowed_ThrowsWithTheLimit()
    {
        var builder = Builder(new TableLimits(MaxColumns: 2));
        builder.AddColumn("a");
        builder.AddColumn("b");

        var refused = Assert.Throws<InvalidTableException>(() => builder.AddColumn("c"));

        Assert.Equal(TableDefect.TooManyColumns, refused.Defect);
        Assert.Contains('2', refused.Message);
    }

    [Fact]
    public void Append_OneCustomerMoreThanAllowed_ThrowsWithTheLimit()
    {
        var builder = Builder(new TableLimits(MaxCustomers: 2));
        AddCustomer(builder, ("a", "1"));
        AddCustomer(builder, ("a", "2"));

        var refused = Assert.Throws<InvalidTableException>(() => AddCustomer(builder, ("a", "3")));

        Assert.Equal(TableDefect.TooManyCustomers, refused.Defect);
        Assert.Equal(2, builder.Build().Customers);
    }

    [Fact]
    public void Build_IdByItsName_StaysTextExactlyAsItCame()
    {
        var table = CsvTable.Parse("Customer ID,a\n0001,1\n 0002 ,2\n1e3,3");

        var id = ColumnParts.FindId(table, null)!;

        Assert.Equal("Customer ID", id.Name);
        Assert.Equal(["0001", "0002", "1e3"], Enumerable.Range(0, 3).Select(row => id.Texts![row]));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(CustomerTableBuilder.TrialRows)]
    [InlineData(1000)]
    public void Build_DistinctTextWithoutAUsualName_KeepsItsTextsAndIsTheId(int rows)
    {
        var csv = new StringBuilder("amount,who");
        for (var row = 0; row < rows; row++) csv.Append('\n').Append(row).Append(",name-").Append(row);

        var table = CsvTable.Parse(csv.ToString());

        Assert.Same(table.Find("who"), ColumnParts.FindId(table, null));
        Assert.Equal($"name-{rows - 1}", table.Find("who")!.Texts![rows - 1]);
        Assert.Null(table.Find("amount")!.Texts);
    }

    [Theory]
    [InlineData("twice", 5, 400)]
    [InlineData("twice", 0, 400)]
    [InlineData("twice", 299, 301)]
    [InlineData("empty", 5, 300)]
    [InlineData("empty", 0, 100)]
    public void Build_TextThatRepeatsOrIsMissing_IsNoId(string defect, int row, int rows)
    {
        var csv = new StringBuilder("amount,who");
        for (var i = 0; i < rows; i++)
        {
            var who = i != row ? $"name-{i}" : defect == "empty" ? "" : $"name-{rows - 1}";
            csv.Append('\n').Append(i).Append(',').Append(who);
        }

        var table = CsvTable.Parse(csv.ToString());

        Assert.False(table.Find("who")!.IsDistinctText);
        Assert.Null(table.Find("who")!.Texts);
        Assert.Null(ColumnParts.FindId(table, null));
    }

    [Fact]
    public void Build_MostlyNumbersAndOneText_IsNoIdByItsContent()
    {
        // One "x" among distinct numbers is a dirty number column and no id.
        var table = CsvTable.Parse("a\n1\n2\n3\nx");

        Assert.False(table.Columns[0].IsDistinctText);
    }

    [Fact]
    public void Build_ColumnThatAppearsLate_IsNoIdByItsContent()
    {
        var builder = Builder();
        AddCustomer(builder, ("a", "1"));
        for (var i = 0; i < 5; i++) AddCustomer(builder, ("a", $"{i}"), ("who", $"name{i}"));

        Assert.False(builder.Build().Find("who")!.IsDistinctText);
    }

    private static CustomerTableBuilder Builder(TableLimits? limits = null) =>
        new(RowUnit.Line, limits ?? new TableLimits(), ColumnParts.IsUsualIdName);

    /// <summary>Adds a customer as a part of its own.</summary>
    private static void AddCustomer(CustomerTableBuilder builder, params (string Column, string Cell)[] cells)
    {
        var part = builder.BeginPart(1);
        part.BeginCustomer(builder.Customers + 2);
        foreach (var (column, cell) in cells) part.Add(builder.FindOrAddColumn(column), Encoding.UTF8.GetBytes(cell));
        part.EndCustomer();
        builder.Append(part);
    }
}
