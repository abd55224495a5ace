enum ETLModelsPlaceholder {}
