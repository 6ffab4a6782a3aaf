// What linkedom asks for and no figure uses; found here, it is looked for nowhere else.
export default {};
