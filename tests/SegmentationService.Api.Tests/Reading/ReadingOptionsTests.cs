using System.ComponentModel.DataAnnotations;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Tests.Reading;

public sealed class ReadingOptionsTests
{
    public static TheoryData<string, object> OutOfRange => new()
    {
        { nameof(ReadingOptions.MaxBodyBytes), 0L },
        { nameof(ReadingOptions.MaxDecompressedBytes), 0L },
        { nameof(ReadingOptions.MaxCustomers), 0 },
        { nameof(ReadingOptions.MaxColumns), 0 },
        { nameof(ReadingOptions.MaxJsonDepth), 2 },
        { nameof(ReadingOptions.MaxJsonDepth), 65 },
        { nameof(ReadingOptions.MaxRecordBytes), 1023 },
    };

    [Fact]
    public void Defaults_AreThoseOfTheContract()
    {
        var options = new ReadingOptions();

        Assert.Empty(Problems(options));
        Assert.Equal(1_073_741_824, options.MaxBodyBytes);
        Assert.Equal(1_073_741_824, options.MaxDecompressedBytes);
        Assert.Equal(8, options.MaxJsonDepth);
        Assert.Equal(20_000_000, options.ToTableLimits().MaxCustomers);
        Assert.Equal(1_000, options.ToTableLimits().MaxColumns);
    }

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_ValueOutOfRange_NamesTheOption(string name, object value)
    {
        var options = new ReadingOptions();
        typeof(ReadingOptions).GetProperty(name)!.SetValue(options, value);

        Assert.Equal([name], Problems(options).SelectMany(problem => problem.MemberNames));
    }

    private static List<ValidationResult> Problems(ReadingOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems;
    }
}
