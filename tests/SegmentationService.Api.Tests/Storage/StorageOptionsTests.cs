using System.ComponentModel.DataAnnotations;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Tests.Storage;

public class StorageOptionsTests
{
    [Theory]
    [InlineData("./data", true)]
    [InlineData("/data", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData(null, false)]
    public void Validate_Path_MustBeGiven(string? path, bool valid)
    {
        var options = new StorageOptions { Path = path! };
        var results = new List<ValidationResult>();

        Assert.Equal(valid, Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true));
        Assert.Equal(valid, !results.Any(result => result.MemberNames.Contains("Path")));
        Assert.Equal("./data", new StorageOptions().Path);
    }
}
