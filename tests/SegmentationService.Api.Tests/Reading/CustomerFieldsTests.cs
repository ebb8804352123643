using System.Globalization;
using System.Text;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Reading;

/// <summary>Protects that a computed number is what its text would be, to the last bit and the last word.</summary>
public sealed class CustomerFieldsTests
{
    /// <summary>A field of encoded text, and one of numbers.</summary>
    private static readonly SegmentationModel Model = SampleModels.Encoded().Model;

    [Theory]
    [InlineData(12.0)]
    [InlineData(-0.0)]
    [InlineData(1.0 / 3)]
    [InlineData(9007199254740992.0)]
    [InlineData(double.Epsilon)]
    [InlineData(1e60)]
    [InlineData(1.0000000000000002e60)]
    [InlineData(double.MaxValue)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Set_Number_IsTheSameAsItsText(double value)
    {
        var (numbers, texts) = (new CustomerFields(Model), new CustomerFields(Model));
        var text = double.IsNaN(value) ? [] : Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture));

        foreach (var field in (int[])[FieldNames.Ignored, FieldNames.Id, 0, 1, 1])
        {
            numbers.Set(field, value);
            texts.Set(field, text);

            Assert.Equal(texts.CustomerId, numbers.CustomerId);
            Assert.Equal(Bits(texts), Bits(numbers));
            Assert.Equal(Message(texts), Message(numbers));
        }
    }

    [Fact]
    public void Set_NumberTwice_IsAFault()
    {
        var fields = new CustomerFields(Model);
        fields.Set(1, 2.5);
        Assert.Equal(FieldFaultKind.None, fields.Fault.Kind);

        fields.Set(1, 2.5);

        Assert.Contains("twice", Message(fields), StringComparison.Ordinal);
    }

    private static string Message(CustomerFields fields) => fields.Fault.Kind == FieldFaultKind.None ? "" : fields.Explain(fields.Fault, fields.FaultText).Message;

    private static IEnumerable<long> Bits(CustomerFields fields) => fields.Inputs.ToArray().Select(BitConverter.DoubleToInt64Bits);

    /// <summary>As in a table that has both, so that a batch names its customers as the training did.</summary>
    [Theory]
    [InlineData(true, "")]
    [InlineData(true, "A")]
    [InlineData(false, "")]
    [InlineData(false, "A")]
    public void Set_IdByItsNameAndByNearlyIt_TakesTheExactOneAlsoWhereItIsEmpty(bool exactFirst, string exact)
    {
        var fields = new CustomerFields(Model);

        if (exactFirst) fields.Set(FieldNames.Id, Encoding.UTF8.GetBytes(exact));
        fields.Set(FieldNames.LooseId, "B"u8);
        if (!exactFirst) fields.Set(FieldNames.Id, Encoding.UTF8.GetBytes(exact));

        Assert.Equal(exact, Encoding.UTF8.GetString(fields.CustomerId));
        fields.Clear();
        fields.Set(FieldNames.LooseId, "B"u8);
        Assert.Equal("B", Encoding.UTF8.GetString(fields.CustomerId));
    }
}
