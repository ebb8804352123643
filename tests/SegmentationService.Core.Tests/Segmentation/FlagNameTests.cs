using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Segmentation;

/// <summary>Protects the names of flags in sentences: customers have a car, are active or have opted out, and are senior citizens.</summary>
public sealed class FlagNameTests
{
    [Theory]
    [InlineData("has_car", "have", false, "car", false)]
    [InlineData("car_flag", "have", false, "car", false)]
    [InlineData("is_active", "are", true, "active", false)]
    [InlineData("Active", "are", true, "Active", false)]
    [InlineData("opted_out", "have", true, "opted_out", false)]
    [InlineData("OptedOut", "have", true, "OptedOut", false)]
    [InlineData("credit_card", "have", false, "credit_card", false)]
    [InlineData("SeniorCitizen", "are", true, "SeniorCitizen", true)]
    [InlineData("is_student", "are", true, "student", true)]
    [InlineData("has_member", "have", false, "member", false)]
    [InlineData("island", "have", false, "island", false)]
    public void Of_Name_IsTakenApart(string name, string verb, bool isState, string rest, bool isPerson) =>
        Assert.Equal(new FlagName(verb, isState, rest, isPerson), FlagName.Of(name));
}
