using SegmentationService.Api.Storage.Format;

namespace SegmentationService.Api.Tests.Storage.Format;

public class NameTests
{
    [Theory]
    [InlineData("default", true, true)]
    [InlineData("a", true, true)]
    [InlineData("7-eleven_eu", true, true)]
    [InlineData("2026", true, false)]
    [InlineData("0", true, false)]
    [InlineData("2026-01", true, true)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    [InlineData("Default", false, false)]
    [InlineData("-a", false, false)]
    [InlineData("_a", false, false)]
    [InlineData("a b", false, false)]
    [InlineData("a\n", false, false)]
    [InlineData("\na", false, false)]
    [InlineData("a\0", false, false)]
    [InlineData("..", false, false)]
    [InlineData("../a", false, false)]
    [InlineData("a/b", false, false)]
    [InlineData("a\\b", false, false)]
    [InlineData("a.tmp-create", false, false)]
    [InlineData("%2e%2e", false, false)]
    [InlineData("größe", false, false)]
    [InlineData("١", false, false)]
    public void IsValid_Name_FollowsThePattern(string? name, bool model, bool alias) =>
        Assert.Equal((model, alias), (ModelName.IsValid(name), AliasName.IsValid(name)));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void IsValid_LongName_IsValidUpTo64(int length, bool valid) =>
        Assert.Equal((valid, valid), (ModelName.IsValid(new string('a', length)), AliasName.IsValid(new string('a', length))));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("999999999", 999_999_999)]
    [InlineData("0", null)]
    [InlineData("01", null)]
    [InlineData("+1", null)]
    [InlineData("-1", null)]
    [InlineData(" 1", null)]
    [InlineData("1\n", null)]
    [InlineData("1.0", null)]
    [InlineData("1000000000", null)]
    [InlineData("2147483648", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void TryParse_VersionNumber_HasOneSpelling(string? text, int? expected) =>
        Assert.Equal(expected, VersionNumber.TryParse(text, out var version) ? version : null);
}
